"""What a page of questions offers beside the answers: its choices and its words."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from feedback_service.cases.particulars import ASKED
from feedback_service.cases.schemas import CONSENT_VERSION, LONGEST_STORY
from feedback_service.cases.workflow import Category, Kind, SubmitterType
from feedback_service.entrypoints.web.case_labels import options_of
from feedback_service.entrypoints.web.submit import choices
from feedback_service.entrypoints.web.submit.form import Content
from feedback_service.entrypoints.web.submit.steps import (
    Answers,
    groups_of,
    is_conduct,
    plain_text_hint,
)
from feedback_service.evidence.kinds import (
    MOST_BYTES,
    MOST_BYTES_TOGETHER,
    MOST_FILES,
    FileKind,
    megabytes,
)

Furniture = dict[str, Any]


def furnish(name: str, answers: Answers, content: Content) -> Furniture:
    """Return what the template of a page needs to know."""
    furniture = _FURNISHERS[name](answers, content)
    return furniture | {"conduct": is_conduct(answers)}


def file_rows(content: Content) -> list[dict[str, str]]:
    """Return the files of a draft as lists show them."""
    return [
        {
            "name": file["name"],
            "label": _("Tệp %(number)s", number=number),
            "shown": file["shown"],
            "size": megabytes(file["size"]),
            "kind": FileKind(file["kind"]).label,
        }
        for number, file in enumerate(content["files"], start=1)
    ]


def _kind(_answers: Answers, _content: Content) -> Furniture:
    hints = {
        Kind.REGULATION: _("Quy định hoặc thủ tục không hợp lý, mâu thuẫn, trái luật, khó hiểu"),
        Kind.CONDUCT: _("Chậm trễ, đòi thêm giấy tờ, bắt đi lại nhiều lần, thái độ, gây khó khăn"),
        Kind.INITIATIVE: _("Bạn có đề xuất cụ thể để quy định hoặc cách làm tốt hơn"),
        Kind.PRAISE: _("Cơ quan, cán bộ đã làm tốt và bạn muốn ghi nhận"),
    }
    return {"kinds": [row | {"hint": hints[Kind(row["value"])]} for row in options_of("kind")]}


def _category(answers: Answers, _content: Content) -> Furniture:
    hints = {
        Category.HARASSMENT: _(
            "Nếu có người đòi tiền, đòi quà, hãy tố cáo: xem lại câu hỏi ở trang đầu"
        ),
        Category.UNCLEAR: _("Đọc xong vẫn không biết phải làm gì"),
        Category.NOT_POSTED: _("Thủ tục, phí hoặc thời hạn không được niêm yết"),
    }
    rows = options_of("category", groups_of(answers))
    return {
        "categories": [
            row | ({"hint": hints[Category(row["value"])]} if row["value"] in hints else {})
            for row in rows
        ]
    }


def _particulars(answers: Answers, _content: Content) -> Furniture:
    return {"asked": ASKED.get(Category(answers["category"]), ())}


def _story(answers: Answers, _content: Content) -> Furniture:
    return {
        "initiative": answers.get("kind") == Kind.INITIATIVE,
        "praise": answers.get("kind") == Kind.PRAISE,
        "longest": LONGEST_STORY,
        "plain_text_hint": plain_text_hint(),
    }


def _rule(answers: Answers, _content: Content) -> Furniture:
    words = answers.get("procedure_search", "")
    chosen = answers.get("procedure_code", "")
    found = (
        choices.procedures(words, chosen)
        if words
        else choices.guessed_procedures(answers.get("title", ""), chosen)
    )
    none = {"value": "", "text": _("Không có trong danh sách, hoặc tôi không rõ")}
    return {
        "procedures": [*found, {"divider": _("hoặc")}, none] if found else [],
        "searched": words,
        "with_document": answers.get("kind") in {Kind.REGULATION, Kind.INITIATIVE},
    }


def _place(answers: Answers, _content: Content) -> Furniture:
    words = answers.get("area_search", "")
    return {
        "areas": choices.areas(),
        "searched": words,
        "found": choices.areas_named(words),
    }


def _office(answers: Answers, _content: Content) -> Furniture:
    words, chosen = answers.get("office_search", ""), answers.get("agency", "")
    found = choices.offices_named(words)
    offices = found or choices.offices(answers.get("area_code", ""), chosen)
    if offices and not is_conduct(answers):
        unknown = {"value": "", "text": _("Tôi không biết, hãy chọn giúp tôi")}
        offices = [*offices, {"divider": _("hoặc")}, unknown]
    return {"offices": offices, "searched": words, "found": bool(found)}


def _evidence(_answers: Answers, content: Content) -> Furniture:
    return {
        "files": file_rows(content),
        "most_files": MOST_FILES,
        "most_size": megabytes(MOST_BYTES),
        "most_together": megabytes(MOST_BYTES_TOGETHER),
        "multipart": True,
    }


def _person(answers: Answers, _content: Content) -> Furniture:
    return {
        "submitter_types": options_of("submitter_type"),
        "as_person": answers.get("submitter_type", "") in {"", SubmitterType.PERSON},
        "consent_version": CONSENT_VERSION,
    }


_FURNISHERS: dict[str, Callable[[Answers, Content], Furniture]] = {
    "kind": _kind,
    "category": _category,
    "particulars": _particulars,
    "story": _story,
    "rule": _rule,
    "place": _place,
    "office": _office,
    "evidence": _evidence,
    "person": _person,
}
