"""What each role may do."""

import pytest

from feedback_service.accounts.permissions import (
    AGENCY_ROLES,
    FOCAL_POINT_ROLES,
    GRANTS,
    SEES_UNPUBLISHED,
    STRANGER,
    Actor,
    Permission,
    Role,
    can,
    permissions_of,
)


def holder(*roles: Role) -> Actor:
    return Actor(account_id=1, roles=frozenset(roles))


def test_a_stranger_may_do_nothing() -> None:
    assert permissions_of(STRANGER) == frozenset()
    assert STRANGER.is_stranger


def test_every_role_has_a_line_in_the_table() -> None:
    assert set(GRANTS) == set(Role)


def test_every_permission_is_granted_to_somebody() -> None:
    assert frozenset().union(*GRANTS.values()) == set(Permission)


def test_rights_of_several_roles_add_up() -> None:
    actor = holder(Role.INTAKE_OFFICER, Role.PUBLISHER)
    assert can(actor, Permission.TRIAGE)
    assert can(actor, Permission.PUBLISH)
    assert not can(actor, Permission.UNSEAL)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CUSTODIAN, Role.AUDITOR])
def test_roles_without_casework_see_no_unpublished_case(role: Role) -> None:
    assert role not in SEES_UNPUBLISHED
    assert not can(holder(role), Permission.SEE_CASES)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CUSTODIAN])
def test_only_the_custodian_opens_identities(role: Role) -> None:
    assert not can(holder(role), Permission.UNSEAL)


def test_the_custodian_cannot_ask_for_what_only_the_custodian_grants() -> None:
    assert not can(holder(Role.CUSTODIAN), Permission.REQUEST_UNSEALING)


def test_who_writes_an_answer_does_not_review_it() -> None:
    for role in AGENCY_ROLES:
        assert not can(holder(role), Permission.REVIEW_ANSWER)
    for role in FOCAL_POINT_ROLES:
        assert not can(holder(role), Permission.APPROVE_ANSWER)
