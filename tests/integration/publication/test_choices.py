"""What the archive can be narrowed by is kept, and never longer than it is true."""

from datetime import datetime

from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication.choices import choices
from tests.support.publishing import People, publish_case


def test_choices_are_read_once_for_each_state_of_the_archive(
    case_id: int, people: People, vault: Vault, now: datetime, count_queries: list[str]
) -> None:
    publish_case(vault, people, case_id, now)
    first = choices()
    db.session.rollback()
    count_queries.clear()

    assert choices() == first
    # The version of the archive; the mark of the reference data is asked past the library.
    assert len(count_queries) <= 2
    assert all("FROM publications" in asked for asked in count_queries[-1:])


def test_a_renamed_agency_is_offered_by_its_new_name(
    case_id: int, people: People, vault: Vault, now: datetime
) -> None:
    publish_case(vault, people, case_id, now)
    ((code, _name),) = choices().agencies
    with transaction() as session:
        session.connection().exec_driver_sql(
            f"UPDATE agencies SET name = 'Sở đã đổi tên' WHERE code = '{code}'"
        )

    assert choices().agencies == [(code, "Sở đã đổi tên")]
