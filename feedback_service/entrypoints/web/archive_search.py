"""What the page of a search says beside its rows: how to narrow, what was meant, what is odd."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _

from feedback_service.cases.workflow import Kind
from feedback_service.entrypoints.told_words import month_option
from feedback_service.entrypoints.web.case_labels import label_of
from feedback_service.publication.choices import Choices
from feedback_service.publication.findings import FACETS, Findings
from feedback_service.publication.gathered import Gathering
from feedback_service.publication.queries import (
    LONGEST_QUERY,
    NEWEST,
    ArchiveFilter,
    has_words,
)

Options = Mapping[str, Sequence[Mapping[str, str]]]
# Which options of the form belong to which part of a filter.
_OPTIONS = {
    "field": "fields",
    "agency": "agencies",
    "area": "areas",
    "kind": "kinds",
    "month": "months",
}


def same_search(wanted: ArchiveFilter) -> dict[str, Any]:
    """Return what was asked as the parameters of an address; what was not understood is dropped."""
    parts: dict[str, Any] = {"q": wanted.text, **{name: getattr(wanted, name) for name in FACETS}}
    parts["procedure"] = wanted.procedure
    if wanted.order == NEWEST:
        parts["order"] = NEWEST
    return {name: value for name, value in parts.items() if value}


def facet_groups(found: Findings | Gathering, wanted: ArchiveFilter) -> list[dict[str, Any]]:
    """Return by what the rows may be narrowed, each with a link and a count."""
    same = same_search(wanted)
    archive = url_for("archive.index")
    return [
        {
            "title": title,
            "links": [
                {
                    "text": words(name, each.name),
                    "count": each.count,
                    "href": f"{archive}?{urlencode({**same, name: each.value})}",
                }
                for each in found.facets.get(name, ())
            ],
        }
        for name, title in _titles().items()
        # One value alone narrows nothing.
        if getattr(wanted, name) is None and len(found.facets.get(name, ())) > 1
    ]


def active_filters(wanted: ArchiveFilter, options: Options) -> list[dict[str, str]]:
    """Return what narrows the list now, each with a link that takes it away."""
    same = same_search(wanted)
    active = []
    for name, title in _titles().items():
        value = getattr(wanted, name)
        if value is None:
            continue
        offered = {each["value"]: each["text"] for each in options[_OPTIONS[name]]}
        rest = {part: each for part, each in same.items() if part != name}
        active.append(
            {
                "text": f"{title}: {offered.get(value, value)}",
                "href": url_for("archive.index", **rest),
            }
        )
    if wanted.procedure:
        rest = {part: each for part, each in same.items() if part != "procedure"}
        text = f"{_('Thủ tục')}: {wanted.procedure}"
        active.append({"text": text, "href": url_for("archive.index", **rest)})
    return active


def feed_title(wanted: ArchiveFilter, options: Options) -> str:
    """Return what a reader of feeds shows: which search and which filters are followed."""
    parts = [f"“{wanted.text}”"] if wanted.text else []
    parts += [each["text"] for each in active_filters(wanted, options)]
    title = _("Phản ánh, kiến nghị đã trả lời")
    return f"{title}: {', '.join(parts)}" if parts else title


def named_links(found: Findings, wanted: ArchiveFilter) -> list[dict[str, str]]:
    """Return links to what is published of an agency or a place that the reader named."""
    same = same_search(wanted)
    return [
        {
            "text": each.name,
            "href": url_for("archive.index", **{**same, "q": each.rest or None, name: each.code}),
        }
        for name, named in found.named.items()
        for each in named
    ]


def notes(wanted: ArchiveFilter, offered: Choices) -> list[str]:
    """Return what was not understood of an address, in sentences."""
    said = []
    if len(request.args.get("q", "")) > LONGEST_QUERY:
        said.append(_("Câu tìm quá dài nên chỉ dùng %(n)s ký tự đầu.", n=LONGEST_QUERY))
    if request.args.get("q", "").strip() and not has_words(wanted.text):
        said.append(_("Câu tìm chưa có chữ nào. Hãy gõ vài từ nói về việc bạn cần tìm."))
    for name, title in _titles().items():
        given = request.args.get(name)
        if given and getattr(wanted, name) is None:
            said.append(_("Không đọc được điều kiện “%(name)s” nên bỏ qua.", name=title))
        elif given and not _is_offered(name, given, offered):
            said.append(
                _("Kho chưa có phản ánh nào với điều kiện “%(name)s” bạn chọn.", name=title)
            )
    return said


def words(name: str, value: str) -> str:
    """Return the value of a facet as people read it."""
    if name == "kind":
        return label_of(value, "kind")
    if name == "month":
        return month_option(value)
    return value


def _is_offered(name: str, value: str, offered: Choices) -> bool:
    held: Mapping[str, Sequence[str]] = {
        "field": offered.fields,
        "agency": [code for code, _name in offered.agencies],
        "area": [code for code, _name in (*offered.areas, *offered.provinces)],
        "kind": list(Kind),
        "month": offered.months,
    }
    return value.strip() in held[name]


def _titles() -> dict[str, str]:
    return {
        "field": _("Lĩnh vực"),
        "agency": _("Cơ quan trả lời"),
        "area": _("Xã, phường"),
        "kind": _("Loại"),
        "month": _("Tháng gửi"),
    }
