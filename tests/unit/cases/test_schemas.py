"""The steps of the form: what they accept, and that what they refuse is said at its field."""

import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from feedback_service.cases.schemas import (
    LONGEST_STORY,
    KindStep,
    OfflineStep,
    ParticularsStep,
    PersonStep,
    PlaceStep,
    RuleStep,
    StepSchema,
    StoryStep,
    VersionSchema,
)
from feedback_service.cases.workflow import CATEGORIES, Category, Channel, Kind, SubmitterType

STORY = {
    "title": "Quy định khó hiểu",
    "story": "Tôi đã đọc quy định này ba lần mà vẫn không hiểu phải làm gì.",
}
PROPOSAL = "Nên cho nộp hồ sơ qua mạng thay vì đến tận nơi."
PERSON = {
    "submitter_type": "person",
    "name": "Nguyễn Thị Mai",
    "address": "Số 5 đường Điện Biên",
    "phone": "0912 000 123",
    "consent_process": "on",
}
TODAY = date(2026, 11, 23)
UNREADABLE = ["a\x00" * 20, "a\ud800" * 20, "a\x1b" * 20]


def refused(schema: StepSchema, typed: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        schema.load(typed)
    return refusal.value.normalized_messages()


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("category", Category)
def test_a_category_belongs_to_its_kind(kind: Kind, category: Category) -> None:
    typed = {"kind": kind.value, "category": category.value}
    if category in CATEGORIES[kind] or kind is Kind.PRAISE:
        assert KindStep().load(typed)["category"] in CATEGORIES[kind]
        return
    assert refused(KindStep(), typed) == {"category": ["Hãy chọn nhóm nội dung."]}


def test_a_kind_with_one_category_needs_no_choice() -> None:
    assert KindStep().load({"kind": "praise"}) == {"kind": "praise", "category": "praise"}


@pytest.mark.parametrize("typed", [{}, {"kind": ""}, {"kind": "complaint"}, {"kind": "\x00"}])
def test_a_kind_is_chosen(typed: dict[str, str]) -> None:
    assert refused(KindStep(), typed) == {"kind": ["Hãy chọn loại phản ánh."]}


@pytest.mark.parametrize("field", ["title", "story"])
@pytest.mark.parametrize("text", ["", "   \n ", "ngắn", *UNREADABLE])
def test_a_story_that_does_not_do_is_refused_at_its_field(field: str, text: str) -> None:
    assert list(refused(StoryStep(kind="regulation"), STORY | {field: text})) == [field]


def test_a_story_may_be_as_long_as_said_and_no_longer() -> None:
    loaded = StoryStep(kind="regulation").load(STORY | {"story": "ữ" * LONGEST_STORY})

    assert len(loaded["story"]) == LONGEST_STORY
    assert "story" in refused(StoryStep(), STORY | {"story": "ữ" * (LONGEST_STORY + 1)})


def test_a_story_typed_on_an_apple_device_counts_as_long_as_any() -> None:
    typed = unicodedata.normalize("NFD", "ữ" * LONGEST_STORY)

    assert (
        StoryStep(kind="regulation").load(STORY | {"story": typed})["story"] == "ữ" * LONGEST_STORY
    )


@given(st.text(max_size=200))
def test_no_story_whatever_breaks_the_form(text: str) -> None:
    schema = StoryStep(kind="regulation")
    wrong = schema.validate({"title": text, "story": text * 3})

    assert set(wrong) <= {"title", "story"}
    if not wrong:
        story = schema.load({"title": text, "story": text * 3})["story"]
        assert story.encode()
        assert unicodedata.is_normalized("NFC", story)


@pytest.mark.parametrize(
    ("kind", "proposal", "does"),
    [
        ("initiative", PROPOSAL, True),
        ("initiative", "", False),
        ("initiative", "Nộp qua mạng.", False),
        ("initiative", " " * 40, False),
        ("regulation", "", True),
        ("conduct", "", True),
        ("praise", "", True),
    ],
)
def test_an_initiative_alone_states_a_proposal(kind: str, proposal: str, does: bool) -> None:
    schema, typed = StoryStep(kind=kind), STORY | {"proposal": proposal}
    if does:
        assert schema.load(typed)["proposal"] == proposal
    else:
        assert "proposal" in refused(schema, typed)


def test_a_rule_may_be_left_out() -> None:
    assert set(RuleStep().load({}).values()) == {""}


@pytest.mark.parametrize(
    ("field", "longest"), [("procedure_code", 40), ("field", 200), ("document", 300)]
)
def test_a_rule_is_named_briefly(field: str, longest: int) -> None:
    assert RuleStep().load({field: "a" * longest})[field] == "a" * longest
    assert list(refused(RuleStep(), {field: "a" * (longest + 1)})) == [field]
    assert list(refused(RuleStep(), {field: "a\x00"})) == [field]


@pytest.mark.parametrize("kind", Kind)
def test_conduct_alone_must_name_the_office(kind: Kind) -> None:
    schema = PlaceStep(kind=kind.value)
    if kind is Kind.CONDUCT:
        assert "agency" in refused(schema, {})
    else:
        assert schema.load({})["agency"] == ""


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "M"}, "name"),
        ({"name": "a" * 121}, "name"),
        ({"name": "Mai\x00"}, "name"),
        ({"address": ""}, "address"),
        ({"address": "Nhà"}, "address"),
        ({"submitter_type": ""}, "submitter_type"),
        ({"submitter_type": "robot"}, "submitter_type"),
        ({"submitter_type": "business"}, "organisation"),
        ({"phone": ""}, "phone"),
        ({"phone": "không có"}, "phone"),
        ({"phone": "0912"}, "phone"),
        ({"phone": "٠٩١٢٠٠٠١٢٣"}, "phone"),
        ({"phone": "0912 000 123\nBcc: a@b.vn"}, "phone"),
        ({"phone": "0" * 21}, "phone"),
        ({"email": "mai"}, "email"),
        ({"email": "mai@vidu"}, "email"),
        ({"email": "mai@vi..vn"}, "email"),
        ({"email": "mai@vi-du.vn, khac@vi-du.vn"}, "email"),
        ({"email": "mai,khac@vi-du.vn"}, "email"),
        ({"email": "<mai>@vi-du.vn"}, "email"),
        ({"email": "mải@vi-du.vn"}, "email"),
        ({"email": "mai@ví-dụ.vn"}, "email"),
        ({"email": "mai@vi-du.vn\nBcc: a@b.vn"}, "email"),
        ({"email": '"mai"@vi-du.vn'}, "email"),
        ({"email": "a" * 65 + "@vi-du.vn"}, "email"),
        ({"mail_opted_in": "on"}, "email"),
        ({"consent_process": ""}, "consent_process"),
        ({"consent_process": "off"}, "consent_process"),
        ({"share_with_office": "co le"}, "share_with_office"),
    ],
)
def test_what_is_wrong_with_a_person_is_said_at_its_field(
    change: dict[str, str], field: str
) -> None:
    assert list(refused(PersonStep(), PERSON | change)) == [field]


@pytest.mark.parametrize("submitter", SubmitterType)
@pytest.mark.parametrize("email", ["mai@vi-du.vn", "m.a+i_1@thu.vi-du.com.vn", "M@A.VN"])
def test_a_whole_person_is_accepted(submitter: SubmitterType, email: str) -> None:
    more = {"submitter_type": submitter.value, "organisation": "Hội Nông dân", "email": email}

    assert PersonStep().load(PERSON | more)["email"] == email


@pytest.mark.parametrize(
    "phone", ["0912000123", "+84 912 000 123", "(0221) 3863-456", "0221.3863456"]
)
def test_a_phone_number_is_taken_however_it_is_written(phone: str) -> None:
    assert PersonStep().load(PERSON | {"phone": phone})["phone"] == phone


def test_nothing_is_ticked_that_was_not_ticked() -> None:
    loaded = PersonStep().load(PERSON)

    assert not loaded["mail_opted_in"]
    assert not loaded["share_with_office"]
    assert not loaded["consent_publish"]


@pytest.mark.parametrize(
    ("day", "does"),
    [
        ("2026-11-23", True),
        ("2024-01-01", True),
        ("2026-11-24", False),
        ("2023-12-31", False),
        ("2026-02-30", False),
        ("", False),
        ("hôm qua", False),
    ],
)
def test_a_case_on_paper_was_received_between_the_first_calendar_and_today(
    day: str, does: bool
) -> None:
    schema, typed = OfflineStep(today=TODAY), {"channel": "paper", "received_on": day}
    if does:
        assert schema.load(typed)["received_on"] == date.fromisoformat(day)
    else:
        assert list(refused(schema, typed)) == ["received_on"]


@pytest.mark.parametrize("channel", Channel)
def test_an_officer_keys_in_what_did_not_come_over_the_web(channel: Channel) -> None:
    typed = {"channel": channel.value, "received_on": "2026-11-20"}
    if channel is Channel.WEB:
        assert list(refused(OfflineStep(today=TODAY), typed)) == ["channel"]
    else:
        assert OfflineStep(today=TODAY).load(typed)["channel"] == channel


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 30, "1.0", None])
def test_a_version_is_a_number_from_one(version: str | None) -> None:
    assert list(refused(VersionSchema(), {"version": version})) == ["version"]


@pytest.mark.parametrize("typed", [[], "abc", 5, None, [["kind", "praise"]]])
def test_what_is_no_form_at_all_is_refused(typed: Any) -> None:
    refused(KindStep(), typed)


def test_of_a_field_sent_twice_the_first_counts() -> None:
    typed = MultiDict([("kind", "praise"), ("kind", "conduct"), ("csrf_token", "x")])

    assert KindStep().load(typed) == {"kind": "praise", "category": "praise"}


@pytest.mark.parametrize(
    ("category", "stated", "field", "said"),
    [
        ("extra_papers", {}, "papers", "giấy tờ nào"),
        ("many_trips", {}, "trips", "mấy lần"),
        ("many_trips", {"trips": "1"}, "trips", "từ 2 đến 99"),
        ("many_trips", {"trips": "nhiều"}, "trips", "từ 2 đến 99"),
        ("delay", {"appointed_on": "31/2/2026"}, "appointed_on", "15/10/2026"),
        ("delay", {"handed_in_on": "hôm qua"}, "handed_in_on", "ngày/tháng/năm"),
        (
            "delay",
            {"handed_in_on": "15/10/2026", "appointed_on": "1/10/2026"},
            "appointed_on",
            "sau ngày nộp",
        ),
        ("wrong_fee", {"fee": "-5"}, "fee", "số tiền"),
    ],
)
def test_what_a_category_asks_is_mended_at_its_field(
    category: str, stated: dict[str, str], field: str, said: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        ParticularsStep(category=category).load(stated)

    assert said in str(refused.value.messages_dict[field])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("5/11/2026", date(2026, 11, 5)),
        (" 05 / 11 / 2026 ", date(2026, 11, 5)),
        ("05-11-2026", date(2026, 11, 5)),
        ("5.11.2026", date(2026, 11, 5)),
        ("2026-11-05", date(2026, 11, 5)),
    ],
)
def test_a_day_is_read_however_people_write_it(written: str, read: date) -> None:
    assert ParticularsStep(category="delay").load({"appointed_on": written})["appointed_on"] == read


@pytest.mark.parametrize(
    "written", ["150.000", "150 000 đ", "150,000 đồng", "150000", "150000 VND"]
)
def test_an_amount_is_read_however_people_write_it(written: str) -> None:
    assert ParticularsStep(category="wrong_fee").load({"fee": written})["fee"] == 150_000


def test_what_another_category_asks_is_left_out() -> None:
    stated = {"papers": "sổ hộ khẩu", "trips": "4", "fee": "5", "dossier_code": "H26"}

    assert ParticularsStep(category="many_trips").load(stated) == {
        "trips": 4,
        "dossier_code": "H26",
    }
    assert ParticularsStep(category="attitude").load(stated) == {}
    assert ParticularsStep(category="không có").load(stated) == {}
