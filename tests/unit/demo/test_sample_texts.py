"""The sample cases of the demo are whole, varied and fit to be shown."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from feedback_service.agencies.kinds import AgencyKind
from feedback_service.cases.workflow import (
    CATEGORIES,
    Channel,
    DeclineReason,
    Door,
    Kind,
    RatingLevel,
    SubmitterType,
)

SOURCE = files("feedback_service") / "entrypoints/cli/demo/data/cases.jsonl"
Check = Callable[[dict[str, Any]], None]
CASES: list[dict[str, Any]] = [
    json.loads(line) for line in SOURCE.read_text(encoding="utf-8").splitlines()
]


def each(wanted: Callable[[dict[str, Any]], bool]) -> Callable[[Check], Callable[[], None]]:
    """Look at every such case in one test, which names all that are wrong: there are many."""

    def of_all(check: Check) -> Callable[[], None]:
        def test() -> None:
            wrong = {}
            for case in filter(wanted, CASES):
                try:
                    check(case)
                except AssertionError as error:
                    wrong[case["slug"]] = str(error)
            assert wrong == {}

        return test

    return of_all


each_case = each(lambda _case: True)

ALWAYS = {
    "slug", "kind", "category", "title", "story", "proposal", "procedure", "field", "commune",
    "unit_kind", "accused_unit_kind", "accused_person", "days_ago", "channel", "submitter",
    "consent_publish", "contact_optin", "fate",
}  # fmt: skip
# What each fate needs on top, and what it may have.
FATES: dict[str, tuple[set[str], set[str]]] = {
    "received": (set(), set()),
    "needs_information": ({"question"}, {"reply"}),
    "needs_information_by_agency": ({"question"}, set()),
    "assigned": (set(), set()),
    "in_progress": (set(), {"messages", "additions"}),
    "with_head": ({"answer"}, {"returned_draft"}),
    "answer_in_review": ({"answer"}, set()),
    "answered": ({"answer"}, {"rating"}),
    "marked": ({"answer", "hide"}, set()),
    "closed": ({"answer"}, {"rating"}),
    "published": ({"answer", "hide"}, {"answer_file", "corrected"}),
    "published_rated": ({"answer", "hide", "rating"}, {"held_back", "taken_out"}),
    "published_rated_reopened": ({"answer", "hide", "rating", "reopen_reason"}, set()),
    "declined": ({"decline"}, set()),
    "declined_appealed": ({"decline"}, set()),
    "redirected": ({"redirect"}, set()),
    "forwarded_out": ({"forward_to", "forward_reason"}, set()),
    "withdrawn": ({"withdrawal"}, set()),
    "returned_by_agency": ({"returned"}, set()),
    "held": (set(), set()),
}
OPEN = {"assigned", "in_progress", "needs_information_by_agency", "with_head", "answer_in_review"}
# How many days ago a case of this fate may have come in, so that its story is possible.
AGES = {
    "received": (0, 5),
    "with_head": (10, 60),
    "answer_in_review": (10, 60),
    "marked": (10, 25),
    "answered": (10, 25),
    "closed": (40, 120),
    "published": (15, 120),
    "published_rated": (15, 120),
    "published_rated_reopened": (25, 45),
    "declined_appealed": (20, 60),
}
OUTCOMES = {
    "regulation": {"explained", "corrected", "amend_own", "proposed_up", "study"},
    "conduct": {"founded", "partly", "unfounded", "not_verifiable"},
    "initiative": {"adopted", "proposed_up", "study", "explained"},
    "praise": {"acknowledged"},
}
SIX_TESTS = {"necessary", "reasonable_lawful", "simple", "feasible", "consistent", "treaty"}
MEASURES = {"reminder", "criticism", "discipline", "transfer"}


def count_fates(prefix: str) -> int:
    return sum(case["fate"].startswith(prefix) for case in CASES)


def test_there_are_enough_cases_of_every_kind() -> None:
    kinds = Counter(case["kind"] for case in CASES)
    assert len(CASES) >= 150
    assert kinds["conduct"] >= 30
    assert kinds["initiative"] >= 12
    assert kinds["praise"] >= 6


def test_every_fate_occurs_and_the_working_states_often() -> None:
    fates = Counter(case["fate"] for case in CASES)
    assert set(fates) == set(FATES)
    assert count_fates("published") >= 45
    for fate in ("received", "assigned", "in_progress", "answer_in_review"):
        assert fates[fate] >= 8, fate
    assert fates["declined"] >= 5
    assert fates["redirected"] >= 5
    assert fates["forwarded_out"] >= 6
    assert min(fates.values()) >= 1
    assert min(fates[f] for f in ("withdrawn", "held", "returned_by_agency", "marked")) >= 2


def test_several_agencies_have_a_busy_inbox() -> None:
    inbox = Counter(
        case["unit_kind"] for case in CASES if case["fate"] in OPEN and case["kind"] != "conduct"
    )
    assert inbox["so_nong_nghiep_moi_truong"] >= 10
    assert sum(count >= 3 for count in inbox.values()) >= 6
    committee = [case for case in CASES if case["fate"] in OPEN and case["commune"] == "12073"]
    assert len(committee) >= 6


def test_some_open_cases_are_late_and_some_conduct_cases_are_being_verified() -> None:
    open_cases = [case for case in CASES if case["fate"] in OPEN]
    assert sum(case["days_ago"] > 40 for case in open_cases) >= 5
    assert sum(case["kind"] == "conduct" for case in open_cases) >= 10


def test_officers_and_authors_write_to_each_other() -> None:
    talks = [case["messages"] for case in CASES if "messages" in case]
    assert len(talks) >= 8
    assert max(map(len, talks)) >= 2
    assert all(each["question"] and each["reply"] for talk in talks for each in talk)


def test_something_is_published_in_every_field() -> None:
    fields = {case["field"] for case in CASES if case["field"]}
    shown = {case["field"] for case in CASES if case["fate"].startswith("published")}
    assert len(fields) >= 24
    assert fields - shown == set()


def test_answered_conduct_cases_show_every_conclusion() -> None:
    shown = {
        case["answer"]["outcome"]
        for case in CASES
        if case["kind"] == "conduct" and "answer" in case
    }
    assert shown == OUTCOMES["conduct"]


def test_every_rating_level_and_every_door_of_a_redirect_occurs() -> None:
    ratings = {case["rating"]["level"] for case in CASES if "rating" in case}
    doors = {case["redirect"] for case in CASES if "redirect" in case}
    assert ratings == set(RatingLevel)
    assert doors == set(Door)


@pytest.mark.parametrize("of", ["slug", "title", "story"])
def test_no_two_cases_are_alike(of: str) -> None:
    repeated = [value for value, n in Counter(case[of] for case in CASES).items() if n > 1]
    assert repeated == []


@pytest.mark.parametrize("of", ["name", "phone", "email"])
def test_no_two_submitters_share_a_name_or_a_contact(of: str) -> None:
    given = [case["submitter"][of] for case in CASES if case["submitter"][of] is not None]
    assert len(given) == len(set(given))


def test_cases_come_from_many_places_and_agencies_over_many_days() -> None:
    assert len({case["commune"] for case in CASES}) >= 20
    assert len({case["unit_kind"] for case in CASES}) >= 12
    days = Counter(case["days_ago"] for case in CASES)
    assert len(days) >= 30
    assert max(days.values()) >= 2
    share = sum(case["procedure"] is not None for case in CASES) / len(CASES)
    assert 0.5 <= share <= 0.75


def test_some_people_write_without_marks_and_some_at_length() -> None:
    bare = [case for case in CASES if case["story"].isascii()]
    lengths = sorted(len(case["story"].split()) for case in CASES)
    names = sorted(len(case["submitter"]["name"]) for case in CASES)
    assert len(bare) >= 5
    assert lengths[0] <= 20
    assert names[0] <= 6
    assert names[-1] >= 80
    assert lengths[-1] >= 200


@each_case
def test_a_case_has_the_parts_of_its_fate_and_no_others(case: dict[str, Any]) -> None:
    needed, allowed = FATES[case["fate"]]
    if case["fate"].startswith(("published", "marked")) and must_be_summary(case):
        needed = needed | {"summary"}
    assert set(case) >= ALWAYS | needed
    assert set(case) <= ALWAYS | needed | allowed


@each_case
def test_a_case_fits_the_form(case: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", case["slug"])
    assert 10 <= len(case["title"]) <= 150
    assert 30 <= len(case["story"]) <= 4000
    assert case["category"] in CATEGORIES[Kind(case["kind"])]
    assert case["channel"] in set(Channel)
    assert re.fullmatch(r"\d{5}", case["commune"])
    assert case["unit_kind"] is None or case["unit_kind"] in set(AgencyKind)
    assert (case["procedure"] is None) == (case["field"] is None)
    if case["procedure"]:
        assert re.fullmatch(r"\d\.\d{6}", case["procedure"])
    if case["kind"] == "initiative":
        assert len(case["proposal"]) >= 30


@each_case
def test_a_conduct_case_and_no_other_names_the_accused_unit(case: dict[str, Any]) -> None:
    if case["kind"] == "conduct":
        assert case["accused_unit_kind"] in set(AgencyKind)
    else:
        assert case["accused_unit_kind"] is None
        assert case["accused_person"] is None


@each_case
def test_a_submitter_is_invented_and_can_be_reached(case: dict[str, Any]) -> None:
    who = case["submitter"]
    assert set(who) == {"type", "name", "phone", "email", "address"}
    assert who["type"] in set(SubmitterType)
    assert re.fullmatch(r"0\d{3} 000 \d{3}", who["phone"])
    assert who["email"] is None or who["email"].endswith("@vi-du.vn")
    assert who["address"].endswith("tỉnh Hưng Yên")
    assert who["email"] is not None or not case["contact_optin"]


@each_case
def test_a_story_holds_no_contact_but_invented_ones(case: dict[str, Any]) -> None:
    text = f"{case['title']} {case['story']} {case['proposal'] or ''}"
    assert all(" 000 " in phone for phone in re.findall(r"\b0\d{2,3}[ .]?\d{3}[ .]?\d{3}\b", text))
    assert not re.search(r"\b\d{9,12}\b", text)
    assert all(found == "vi-du.vn" for found in re.findall(r"@(\S+)", text))


@each_case
def test_a_case_is_old_enough_for_its_fate(case: dict[str, Any]) -> None:
    first, last = AGES.get(case["fate"], (0, 120))
    assert first <= case["days_ago"] <= last


@each_case
def test_all_text_is_in_composed_form(case: dict[str, Any]) -> None:
    text = json.dumps(case, ensure_ascii=False)
    assert unicodedata.is_normalized("NFC", text)


@each(lambda case: "answer" in case)
def test_an_answer_is_whole_and_of_readable_length(case: dict[str, Any]) -> None:
    answer = case["answer"]
    whole = {"outcome", "finding", "basis", "measures", "next_steps", "promises"}
    assert whole <= set(answer) <= whole | {"six_tests", "measure"}
    assert answer["outcome"] in OUTCOMES[case["kind"]]
    for part in ("finding", "basis", "measures", "next_steps"):
        assert 4 <= len(answer[part].split()) <= 150, part
    assert all(promise["text"] and 1 <= promise["in_days"] <= 120 for promise in answer["promises"])
    if case["kind"] == "regulation":
        assert set(answer["six_tests"]) == SIX_TESTS
        assert all(value in (True, False, None) for value in answer["six_tests"].values())
    else:
        assert "six_tests" not in answer
    if "measure" in answer:
        assert case["kind"] == "conduct"
        assert answer["measure"] in MEASURES


def must_be_summary(case: dict[str, Any]) -> bool:
    """Conduct, and what its author did not consent to, is told in the agency's words."""
    return case["kind"] == "conduct" or not case["consent_publish"]


def test_whatever_may_befall_a_published_case_befalls_one() -> None:
    published = [case for case in CASES if case["fate"].startswith("published")]
    for turn in ("held_back", "corrected", "taken_out"):
        assert sum(turn in case for case in published) == 1, turn
    summaries = [case for case in published if "summary" in case and case["kind"] != "conduct"]
    assert len(summaries) == 1


@each(lambda case: case["fate"].startswith("published"))
def test_a_published_case_marks_what_stands_in_it(case: dict[str, Any]) -> None:
    assert all(passage and passage in case["story"] for passage in case["hide"])
    assert case["submitter"]["phone"] not in case["story"] or (
        case["submitter"]["phone"] in case["hide"]
    )


@each(lambda case: "decline" in case)
def test_a_refusal_has_a_reason_in_words(case: dict[str, Any]) -> None:
    decline = case["decline"]
    assert decline["code"] in set(DeclineReason)
    assert len(decline["text"]) >= 80
    assert ("appeal" in decline) == (case["fate"] == "declined_appealed")


def test_a_returned_assignment_proposes_another_agency() -> None:
    for case in CASES:
        if case["fate"] == "returned_by_agency":
            assert case["returned"]["reason"]
            assert case["returned"]["proposal"] in set(AgencyKind)
            assert case["returned"]["proposal"] != case["unit_kind"]


def test_a_sender_name_in_a_published_story_is_marked_for_hiding() -> None:
    for case in CASES:
        if case["fate"].startswith("published") and case["submitter"]["name"] in case["story"]:
            assert case["submitter"]["name"] in case["hide"], case["slug"]
