"""All answers in one list, each with a way to change it."""

from typing import Any

from flask_babel import gettext as _

from feedback_service.cases.particulars import ASKED, asks
from feedback_service.cases.workflow import Category, Kind, SubmitterType
from feedback_service.entrypoints.web.case_labels import label_of
from feedback_service.entrypoints.web.particular_rows import particular_rows
from feedback_service.entrypoints.web.submit import choices
from feedback_service.entrypoints.web.submit.form import Content
from feedback_service.entrypoints.web.submit.furnishing import file_rows
from feedback_service.entrypoints.web.submit.pages import address
from feedback_service.entrypoints.web.submit.steps import (
    Answers,
    groups_of,
    is_conduct,
    particulars_of,
)
from feedback_service.foundation import clock

Row = dict[str, Any]
Section = dict[str, Any]


def summary(answers: Answers, content: Content) -> list[Section]:
    """Return the sections of the check page: {title, rows}."""
    return [
        {"title": _("Nội dung"), "rows": _content_rows(answers)},
        {"title": _("Nơi xảy ra"), "rows": _place_rows(answers)},
        {"title": _("Tệp kèm theo"), "rows": _file_rows(content)},
        {"title": _("Người gửi"), "rows": _person_rows(answers)},
    ]


def _content_rows(answers: Answers) -> list[Row]:
    kind = answers["kind"]
    rows = [_row(_("Loại"), label_of(kind, "kind"), "kind")]
    if len(groups_of(answers)) > 1:
        category = label_of(answers["category"], "category")
        rows.append(_row(_("Nhóm nội dung"), category, "category"))
    if asks(answers["category"]):
        rows += [_row(said, value, "particulars") for said, value in _particular_rows(answers)]
    rows.append(_row(_("Tiêu đề"), answers["title"], "story"))
    rows.append(_row(_("Nội dung chi tiết"), answers["story"], "story", long=True))
    if answers.get("proposal"):
        rows.append(_row(_("Đề xuất"), answers["proposal"], "story", long=True))
    if kind == Kind.PRAISE:
        return rows
    title = choices.procedure_title(answers.get("procedure_code", ""))
    rows.append(_row(_("Thủ tục"), title, "rule"))
    if answers.get("document"):
        rows.append(_row(_("Văn bản"), answers["document"], "rule"))
    return rows


def _particular_rows(answers: Answers) -> list[tuple[str, str]]:
    stated = particulars_of(answers)
    rows = {row.name: row for row in particular_rows(stated, on=clock.today())}
    # What was left out is shown too: it can still be added.
    return [
        (label_of(name, "particular"), rows[name].value if name in rows else "")
        for name in ASKED[Category(answers["category"])]
    ]


def _place_rows(answers: Answers) -> list[Row]:
    conduct = is_conduct(answers)
    office = choices.office_name(answers.get("agency", ""))
    rows = [
        _row(_("Xã, phường"), choices.area_name(answers.get("area_code", "")), "place"),
        _row(_("Đơn vị bị phản ánh") if conduct else _("Cơ quan"), office, "office"),
    ]
    if conduct:
        persons = answers.get("accused_persons", "")
        rows.append(_row(_("Người bị phản ánh"), persons, "office", long=True))
    return rows


def _file_rows(content: Content) -> list[Row]:
    files = [f"{row['label']}: {row['shown']} ({row['size']})" for row in file_rows(content)]
    return [_row(_("Tệp"), "\n".join(files), "evidence", long=True)]


def _person_rows(answers: Answers) -> list[Row]:
    rows = [
        _row(_("Tư cách"), label_of(answers["submitter_type"], "submitter_type"), "person"),
        _row(_("Họ và tên"), answers["name"], "person"),
    ]
    if answers["submitter_type"] != SubmitterType.PERSON:
        rows.append(_row(_("Tên tổ chức"), answers.get("organisation", ""), "person"))
    rows += [
        _row(_("Địa chỉ"), answers["address"], "person"),
        _row(_("Số điện thoại"), answers.get("phone", ""), "person"),
        _row(_("Thư điện tử"), answers.get("email", ""), "person"),
        _row(_("Nhận thư báo"), _yes(answers, "mail_opted_in"), "person"),
    ]
    if not is_conduct(answers):
        shared = _yes(answers, "share_with_office")
        rows.append(_row(_("Cho cơ quan xử lý biết tên"), shared, "person"))
    rows.append(_row(_("Công khai nội dung"), _yes(answers, "consent_publish"), "person"))
    return rows


def _yes(answers: Answers, name: str) -> str:
    return str(_("Có") if answers.get(name) else _("Không"))


def _row(key: str, value: str, step: str, *, long: bool = False) -> Row:
    return {
        "key": key,
        "value": value or _("Không có"),
        "long": long,
        "action": {"href": address(step, returning=True), "text": _("Sửa"), "about": key},
    }
