"""The archive as an Atom feed (RFC 4287)."""

import re
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from flask_babel import gettext as _

from feedback_service.entrypoints.web.case_labels import label_of
from feedback_service.foundation.text import shorten
from feedback_service.publication.queries import PublishedCase
from feedback_service.publication.removals import Removal

Words = Callable[[Removal], str]
ATOM = "http://www.w3.org/2005/Atom"
FEED_ENTRIES = 50
LONGEST_SUMMARY = 500
# An empty archive has changed last when the law it answers to began.
NEVER = datetime(2025, 7, 1, tzinfo=UTC)
_NOT_XML = re.compile("[\ufffe\uffff]")

ET.register_namespace("", ATOM)


def write_feed(
    cases: Sequence[PublishedCase],
    *,
    base_url: str,
    query: str,
    door: str = "archive",
    title: str | None = None,
) -> str:
    """Return the feed; ids do not change when the site moves to another address."""
    query = f"?{query}" if query else ""
    moved = max((case.corrected_at or case.published_at for case in cases), default=NEVER)
    root = _feed(f"{door}{query}", title or _("Phản ánh, kiến nghị đã trả lời"), moved)
    _link(root, "self", f"{base_url}/{door}/feed.atom{query}", "application/atom+xml")
    _link(root, "alternate", f"{base_url}/{door}{query}", "text/html")
    for case in cases:
        _entry(root, case, base_url)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def write_removals(rows: Sequence[Removal], *, base_url: str, words: Words) -> str:
    """Return the log of removals and corrections as a feed; `words` says what was done and why."""
    door = "archive/removals"
    root = _feed(door, _("Đính chính và gỡ bỏ"), max((row.at for row in rows), default=NEVER))
    _link(root, "self", f"{base_url}/{door}.atom", "application/atom+xml")
    _link(root, "alternate", f"{base_url}/{door}", "text/html")
    for row in rows:
        entry = ET.SubElement(root, f"{{{ATOM}}}entry")
        _add(entry, "id", _urn(f"{row.act}:{row.reference}:{row.at.isoformat()}"))
        _add(entry, "title", f"{row.reference}: {words(row)}")
        _add(entry, "updated", _moment(row.at))
        _link(entry, "alternate", f"{base_url}/archive/{row.reference}", "text/html")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _feed(name: str, title: str, updated: datetime) -> ET.Element:
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "vi"})
    _add(root, "id", _urn(name))
    _add(root, "title", title)
    _add(root, "updated", _moment(updated))
    author = ET.SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", _("Cơ quan đầu mối tiếp nhận phản ánh, kiến nghị"))
    return root


def _entry(root: ET.Element, case: PublishedCase, base_url: str) -> None:
    entry = ET.SubElement(root, f"{{{ATOM}}}entry")
    _add(entry, "id", _urn(case.reference))
    _add(entry, "title", case.title)
    _add(entry, "published", _moment(case.published_at))
    _add(entry, "updated", _moment(case.corrected_at or case.published_at))
    _link(entry, "alternate", f"{base_url}/archive/{case.reference}", "text/html")
    for term, label in ((case.kind, label_of(case.kind, "kind")), (case.field, case.field)):
        if term:
            ET.SubElement(entry, f"{{{ATOM}}}category", {"term": term, "label": label or term})
    said = f"{_('Tóm tắt do cơ quan viết')}: {case.question}" if case.is_summary else case.question
    _add(entry, "summary", shorten(said, LONGEST_SUMMARY))


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = _NOT_XML.sub("", text)


def _link(parent: ET.Element, relation: str, address: str, kind: str) -> None:
    attributes = {"rel": relation, "href": address, "type": kind}
    ET.SubElement(parent, f"{{{ATOM}}}link", attributes)


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'feedback-archive:{name}')}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
