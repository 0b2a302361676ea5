"""Statements that go to the driver as they are say the same as those that the library makes."""

from datetime import datetime

import pytest
from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from feedback_service.cases.models import Case, CaseEvent, Draft
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.statements import read_value, write, write_each
from tests.support.lives import Life

_INSERT_DRAFT, _INSERT_EVENT = insert(Draft), insert(CaseEvent)
_DELETE = delete(Draft).where(Draft.digest == bindparam("digest"))
_BODY = select(Draft.body).where(Draft.digest == bindparam("digest"))


def _draft(digest: bytes, at: datetime) -> dict[str, object]:
    return {"digest": digest, "body": b"x", "expires_at": at, "file_names": ["a", "ă"]}


def test_values_pass_the_types_of_their_columns(life: Life) -> None:
    with transaction():
        assert write(_INSERT_DRAFT, _draft(b"1", life.at)) == 1
    row = db.session.get_one(Draft, b"1")
    assert (row.expires_at, row.file_names, row.body) == (life.at, ["a", "ă"], b"x")
    with pytest.raises((ValueError, StatementError)), transaction():
        write(_INSERT_DRAFT, _draft(b"2", life.at.replace(tzinfo=None)))


def test_a_column_that_nothing_is_said_of_has_its_default(life: Life) -> None:
    case = life.case(life.submit().case_id)
    assert (case.transfers, case.version, case.is_sample) == (0, 1, False)


def test_a_refusal_is_of_the_kind_that_everybody_knows(life: Life) -> None:
    with transaction():
        write(_INSERT_DRAFT, _draft(b"1", life.at))
    with pytest.raises(IntegrityError), transaction():
        write(_INSERT_DRAFT, _draft(b"1", life.at))


def test_rows_are_written_all_or_none(life: Life) -> None:
    case_id = life.submit().case_id

    def event(number: int) -> dict[str, object]:
        return {
            "case_id": case_id,
            "number": number,
            "name": "noted",
            "actor_kind": "system",
            "account_id": None,
            "at": life.at,
            "from_state": None,
            "to_state": "received",
            "facts": {"days": number},
        }

    with transaction():
        write_each(_INSERT_EVENT, [event(51), event(52)])
    facts = select(CaseEvent.facts).where(CaseEvent.name == "noted").order_by(CaseEvent.number)
    assert db.session.scalars(facts).all() == [{"days": 51}, {"days": 52}]
    with pytest.raises(IntegrityError), transaction():
        write_each(_INSERT_EVENT, [event(53), event(51)])
    assert len(db.session.scalars(facts).all()) == 2


def test_it_tells_how_many_rows_it_met_and_what_it_found(life: Life) -> None:
    with transaction():
        write(_INSERT_DRAFT, _draft(b"1", life.at))
    assert read_value(_BODY, {"digest": b"1"}) == b"x"
    with transaction():
        assert write(_DELETE, {"digest": b"1"}) == 1
        assert write(_DELETE, {"digest": b"1"}) == 0
    assert read_value(_BODY, {"digest": b"1"}) is None
    assert db.session.scalar(select(Case.id)) is None
