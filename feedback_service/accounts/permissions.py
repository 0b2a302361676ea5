"""Roles and what each may do: one table, read by pages, API, command line and tests.

A permission says what kind of work a role may do. Whether this actor may see this case is
another question, answered by the visibility of cases.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person of an agency is trusted with."""

    INTAKE_OFFICER = "intake_officer"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    OFFICER = "officer"
    HEAD = "head"
    INSPECTOR = "inspector"
    CUSTODIAN = "custodian"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """One kind of work."""

    TRIAGE = "triage"
    KEY_IN_CASE = "key_in_case"
    ASSIGN = "assign"
    HANDLE = "handle"
    APPROVE_ANSWER = "approve_answer"
    LEAD_AGENCY = "lead_agency"
    EDIT_TEMPLATES = "edit_templates"
    REVIEW_ANSWER = "review_answer"
    DECIDE_APPEAL = "decide_appeal"
    PUBLISH = "publish"
    CONFIRM_PUBLICATION = "confirm_publication"
    VERIFY_CONDUCT = "verify_conduct"
    DECIDE_VERIFICATION = "decide_verification"
    REPLY_TO_EXTRACT = "reply_to_extract"
    REQUEST_UNSEALING = "request_unsealing"
    UNSEAL = "unseal"
    READ_RECORD = "read_record"
    SEE_MISROUTES = "see_misroutes"
    SEND_HELD_OUT = "send_held_out"
    SEE_CASES = "see_cases"
    SEE_MAIL = "see_mail"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_AGENCIES = "manage_agencies"
    MANAGE_CALENDAR = "manage_calendar"
    MANAGE_CATALOGUE = "manage_catalogue"
    MANAGE_ROUTING = "manage_routing"


P = Permission
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.INTAKE_OFFICER: frozenset(
        {P.SEE_CASES, P.TRIAGE, P.KEY_IN_CASE, P.ASSIGN, P.SEE_MISROUTES}
    ),
    Role.REVIEWER: frozenset(
        {
            P.SEE_CASES,
            P.ASSIGN,
            P.REVIEW_ANSWER,
            P.DECIDE_APPEAL,
            P.SEE_MISROUTES,
            P.CONFIRM_PUBLICATION,
            # Where the focal point itself leads a conduct case.
            P.DECIDE_VERIFICATION,
        }
    ),
    Role.PUBLISHER: frozenset({P.SEE_CASES, P.PUBLISH, P.CONFIRM_PUBLICATION}),
    Role.OFFICER: frozenset({P.SEE_CASES, P.HANDLE, P.REQUEST_UNSEALING}),
    Role.HEAD: frozenset(
        {
            P.SEE_CASES,
            P.HANDLE,
            P.ASSIGN,
            P.APPROVE_ANSWER,
            P.LEAD_AGENCY,
            P.EDIT_TEMPLATES,
            P.VERIFY_CONDUCT,
            P.DECIDE_VERIFICATION,
            P.REPLY_TO_EXTRACT,
            P.REQUEST_UNSEALING,
        }
    ),
    Role.INSPECTOR: frozenset({P.SEE_CASES, P.HANDLE, P.VERIFY_CONDUCT, P.REQUEST_UNSEALING}),
    # The custodian opens identities and sees no case by virtue of that.
    Role.CUSTODIAN: frozenset({P.UNSEAL}),
    # The administrator keeps the installation and sees no case content.
    Role.ADMINISTRATOR: frozenset(
        {
            P.SEE_MAIL,
            P.SEE_MISROUTES,
            P.SEND_HELD_OUT,
            P.MANAGE_ACCOUNTS,
            P.MANAGE_AGENCIES,
            P.MANAGE_CALENDAR,
            P.MANAGE_CATALOGUE,
            P.MANAGE_ROUTING,
        }
    ),
    Role.AUDITOR: frozenset({P.READ_RECORD}),
}

FOCAL_POINT_ROLES = frozenset({Role.INTAKE_OFFICER, Role.REVIEWER, Role.PUBLISHER})
AGENCY_ROLES = frozenset({Role.OFFICER, Role.HEAD, Role.INSPECTOR})
# Roles under which somebody may see unpublished cases at all (which ones, visibility decides).
SEES_UNPUBLISHED = frozenset(role for role, granted in GRANTS.items() if P.SEE_CASES in granted)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts: an account with its roles and its agency, or a stranger."""

    account_id: int | None = None
    roles: frozenset[Role] = frozenset()
    agency_id: int | None = None
    name: str = ""

    @property
    def is_stranger(self) -> bool:
        """Tell whether nobody is signed in."""
        return self.account_id is None


STRANGER = Actor()


def can(actor: Actor, permission: Permission) -> bool:
    """Tell whether any role of the actor grants the permission."""
    return any(permission in GRANTS[role] for role in actor.roles)


def permissions_of(actor: Actor) -> frozenset[Permission]:
    """Return everything the actor's roles grant."""
    return frozenset().union(*(GRANTS[role] for role in actor.roles))
