"""What a page says of itself to search engines and to those who pass it on.

Its one address, a picture of ours, and what it is in the words of schema.org. The last lies in a
block of data, which no browser runs and our content policy therefore lets pass.
"""

import json
from collections.abc import Mapping
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from feedback_service.agencies.queries import find_installation
from feedback_service.entrypoints.web.addresses import site_address, whole_address
from feedback_service.publication.queries import PublishedCase

# Pages that anybody may find; the others are about one reader and name no address.
FOUND_BY_SEARCH = frozenset(
    {
        "home", "archive", "archive_removals", "gathered", "adopted", "directory", "procedures",
        "statistics", "guide", "deadlines",
    }
)  # fmt: skip
SCHEMA = "https://schema.org"
# What ends a script, opens a comment or breaks a line of one is written as a number.
_UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def init_sharing(app: Flask) -> None:
    """Tell every template the address its page is known by."""
    app.context_processor(lambda: {"canonical": canonical(), "share_image": share_image})


def canonical() -> str | None:
    """Return the one address of the page that is asked for; None where it is nobody else's.

    Parameters are left out: what they narrow is a view of the same page. What follows a first page
    is no page of its own and not the first either.
    """
    if request.endpoint is None or request.blueprint not in FOUND_BY_SEARCH:
        return None
    if "after" in request.args:
        return None
    return site_address() + url_for(request.endpoint, **(request.view_args or {})).removeprefix(
        request.script_root
    )


def share_image() -> str:
    """Return the address of the picture that stands for any of our pages."""
    return whole_address("static", filename="images/share.png")


def data_block(facts: Mapping[str, Any]) -> Markup:
    """Return facts in the words of schema.org, safe to stand in a page whatever people wrote."""
    text = json.dumps({"@context": SCHEMA, **facts}, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_UNSAFE))  # noqa: S704 — nothing in it can end the block


def facts_of_case(case: PublishedCase) -> Markup | None:
    """Return a case as a question and its answer; None for a sample, which nobody asked."""
    if case.is_sample:
        return None
    parts = (case.finding, case.basis, case.measures, case.next_steps, case.promises)
    answer: dict[str, Any] = {
        "@type": "Answer",
        "text": "\n\n".join(filter(None, parts)),
        "dateCreated": case.answered_on.isoformat(),
        "url": whole_address("archive.show", reference=case.reference),
    }
    if case.agency_name:
        answer["author"] = {"@type": "GovernmentOrganization", "name": case.agency_name}
    question = {
        "@type": "Question",
        "name": case.title,
        "text": "\n\n".join(filter(None, (case.question, case.proposal))),
        "answerCount": 1,
        # A month or a year is all that is told of when it was sent; a quarter is no date there.
        "dateCreated": case.received_month.partition("-Q")[0],
        "acceptedAnswer": answer,
    }
    return data_block({"@type": "QAPage", "inLanguage": "vi", "mainEntity": question})


def facts_of_archive() -> Markup:
    """Return the archive as a set of data that can be taken away."""
    files = (("archive.export_csv", "text/csv"), ("archive.export_json", "application/json"))
    return data_block(
        {
            "@type": "Dataset",
            "name": _("Phản ánh, kiến nghị đã trả lời"),
            "description": _(
                "Phản ánh, kiến nghị đã trả lời và công khai: câu hỏi và câu trả lời hoặc bản tóm "
                "tắt, cơ quan, lĩnh vực, thời gian gửi, ngày trả lời. Thông tin riêng đã được ẩn."
            ),
            "url": whole_address("archive.index"),
            "inLanguage": "vi",
            "isAccessibleForFree": True,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": kind,
                    "contentUrl": whole_address(endpoint),
                }
                for endpoint, kind in files
            ],
        }
    )


def facts_of_service() -> Markup:
    """Return the service as one of the province it serves."""
    facts: dict[str, Any] = {
        "@type": "GovernmentService",
        "name": _("Phản ánh, kiến nghị"),
        "serviceType": _("Tiếp nhận, xử lý phản ánh, kiến nghị của cá nhân, tổ chức"),
        "url": whole_address("home.index"),
        "availableChannel": {
            "@type": "ServiceChannel",
            "serviceUrl": whole_address("submit.start"),
            "availableLanguage": "vi",
        },
    }
    served = find_installation()
    if served is not None:
        facts["areaServed"] = {"@type": "AdministrativeArea", "name": served.province_name}
    return data_block(facts)
