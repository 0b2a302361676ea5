"""Pages of what belongs together in the archive: one field, one place, one month."""

from collections.abc import Sequence
from typing import cast

from flask import Blueprint, Flask, render_template, url_for
from flask_babel import gettext as _

from feedback_service.agencies.queries import find_area
from feedback_service.catalogue.queries import known_fields
from feedback_service.entrypoints.told_words import month_words
from feedback_service.entrypoints.web.archive import level_words
from feedback_service.entrypoints.web.case_labels import init_case_labels
from feedback_service.entrypoints.web.gathered_pages import gathered, slug_of
from feedback_service.entrypoints.web.turns import take_turns
from feedback_service.foundation import clock
from feedback_service.publication.choices import choices
from feedback_service.publication.queries import ArchiveFilter
from feedback_service.publication.schemas import is_month
from feedback_service.publication.small_groups import SMALLEST_GROUP

blueprint = Blueprint("gathered", __name__, url_prefix="/archive")
take_turns(blueprint)
blueprint.record_once(lambda state: init_case_labels(cast("Flask", state.app)))

MOST_RELATED = 12
Answer = str | tuple[str, int]
# What a link shows, and where it leads.
Links = Sequence[tuple[str, str]]


@blueprint.get("/fields/<slug>")
def show_field(slug: str) -> Answer:
    """Show the answered cases of a field."""
    held = choices().fields
    # What the archive holds goes before what is only known: names may differ by marks alone.
    names = {slug_of(name): name for name in (*reversed(known_fields()), *reversed(held))}
    related = [(name, url_for(".show_field", slug=slug_of(name))) for name in held]
    if slug not in names:
        return _unknown(_("Không có lĩnh vực này"), _("Các lĩnh vực đã có câu trả lời"), related)
    return _page(
        ArchiveFilter(field=names[slug]),
        title=_("Lĩnh vực %(field)s", field=names[slug]),
        empty=_("Chưa có phản ánh nào của lĩnh vực này được công khai."),
        related_title=_("Lĩnh vực khác"),
        related=[each for each in related if each[0] != names[slug]],
    )


@blueprint.get("/places/<code>")
def show_place(code: str) -> Answer:
    """Show the answered cases of a commune, where they are enough for it to be named."""
    area = find_area(code)
    related = [(name, url_for(".show_place", code=each)) for each, name in choices().areas]
    if area is None:
        title = _("Không có xã, phường này")
        return _unknown(title, _("Xã, phường đã có câu trả lời"), related)
    return _page(
        ArchiveFilter(area=code),
        title=area.name,
        empty=_(
            "Xã, phường chỉ được nêu tên khi có từ %(n)s phản ánh giống nhau đã công khai, để "
            "không ai bị nhận ra.",
            n=SMALLEST_GROUP,
        ),
        related_title=_("Xã, phường khác"),
        related=[each for each in related if each[0] != area.name],
    )


@blueprint.get("/months/<month>")
def show_month(month: str) -> Answer:
    """Show the answered cases that were sent in a month."""
    held = [each for each in choices().months if is_month(each)]
    if not is_month(month) or month > f"{clock.today():%Y-%m}":
        title = _("Không có tháng này")
        return _unknown(title, _("Các tháng đã có câu trả lời"), _months(held))
    near = sorted(held, key=lambda each: abs(_count(each) - _count(month)))
    return _page(
        ArchiveFilter(month=month),
        title=_("Phản ánh gửi trong tháng %(month)s", month=month_words(month)),
        empty=_(
            "Chưa có phản ánh nào được nêu là gửi trong tháng này. Khi chưa đủ %(n)s phản ánh "
            "giống nhau, chỉ nêu quý hoặc năm gửi.",
            n=SMALLEST_GROUP,
        ),
        related_title=_("Tháng khác"),
        related=_months([each for each in near if each != month]),
    )


def _months(months: Sequence[str]) -> Links:
    return [(month_words(each), url_for(".show_month", month=each)) for each in months]


def _count(month: str) -> int:
    """Return the number of a month since the beginning of years."""
    return int(month[:4]) * 12 + int(month[5:])


def _page(
    wanted: ArchiveFilter, *, title: str, empty: str, related_title: str, related: Links
) -> str:
    return render_template(
        "archive/gathered.html",
        title=title,
        empty=empty,
        related_title=related_title,
        related=related[:MOST_RELATED],
        level_words=level_words,
        breadcrumbs=_crumbs(title),
        **gathered(wanted),
    )


def _unknown(title: str, related_title: str, related: Links) -> tuple[str, int]:
    """Say that there is no such page, and which there are."""
    page = render_template(
        "archive/unknown.html",
        title=title,
        related_title=related_title,
        related=related[:MOST_RELATED],
        breadcrumbs=_crumbs(title),
    )
    return page, 404


def _crumbs(title: str) -> list[dict[str, str]]:
    archive = {"href": url_for("archive.index"), "text": _("Phản ánh đã trả lời")}
    return [archive, {"text": title}]
