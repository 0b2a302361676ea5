"""Accounts of staff: list, create and invite, roles, agency, reset, disable."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from feedback_service.accounts import queries, service
from feedback_service.accounts.permissions import Permission, Role
from feedback_service.accounts.schemas import NewAccountSchema, RolesSchema
from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.cases.errors import AgencyUnknown
from feedback_service.entrypoints.agency_choice import agency_options, read_agency
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.labels import role_label
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.notifications.messages import AccountInvited, RecipientKind
from feedback_service.notifications.outbox import enqueue

Errors = dict[str, list[str]]
Page = str | tuple[str, int] | Response
_managed = require(Permission.MANAGE_ACCOUNTS)


@blueprint.get("/accounts")
@_managed
def account_list() -> str:
    """List accounts, of one role when asked."""
    asked = request.args.get("role", "")
    role = Role(asked) if asked in set(Role) else None
    lines = queries.list_accounts(role=role)
    ids = [line.agency_id for line in lines if line.agency_id is not None]
    return render_template(
        "admin/accounts/list.html",
        lines=lines,
        agencies=agencies_by_ids(ids),
        role=asked,
        role_options=_role_options(),
    )


@blueprint.get("/accounts/new")
@_managed
def account_form() -> str:
    """Show the form of a new account."""
    return _form({}, {})


@blueprint.post("/accounts/new")
@_managed
def account_create() -> Page:
    """Create an account and invite its owner by mail."""
    typed = _typed()
    try:
        account = NewAccountSchema().load(
            {
                "email": typed["email"],
                "name": typed["name"],
                "roles": typed["roles"],
                "agency_id": _agency_id(typed["agency"]),
            }
        )
        with transaction():
            account_id = service.create_account(now=clock.now(), **account)
            _invite(account_id)
    except ValidationError as error:
        return _form(typed, _messages(error)), 422
    except DomainError as error:
        return _form(typed, _placed(error)), 422
    flash(_("Đã tạo tài khoản và gửi thư mời."), "success")
    return redirect(url_for("admin.account_page", account_id=account_id), 303)


@blueprint.get("/accounts/<int:account_id>")
@_managed
def account_page(account_id: int) -> str:
    """Show an account and what may be done with it."""
    return _page(account_id, {})


@blueprint.post("/accounts/<int:account_id>/roles")
@_managed
def account_roles(account_id: int) -> Page:
    """Replace the roles of an account."""
    try:
        wanted = RolesSchema().load({"roles": request.form.getlist("roles")})
        with transaction():
            service.set_roles(account_id, wanted["roles"])
    except ValidationError as error:
        return _page(account_id, _messages(error)), 422
    except DomainError as error:
        return _refused(account_id, error)
    return _done(account_id, _("Đã đổi vai trò. Các phiên đang mở của tài khoản đã kết thúc."))


@blueprint.post("/accounts/<int:account_id>/agency")
@_managed
def account_agency(account_id: int) -> Page:
    """Move an account to another agency."""
    try:
        agency_id = _agency_id(request.form.get("agency", ""))
        with transaction():
            service.move_to_agency(account_id, agency_id, now=clock.now())
    except DomainError as error:
        return _refused(account_id, error)
    return _done(account_id, _("Đã chuyển cơ quan. Nơi công tác trước vẫn được lưu."))


@blueprint.post("/accounts/<int:account_id>/invite")
@_managed
def account_invite(account_id: int) -> Page:
    """Send a new one-time link; those sent before stop working."""
    with transaction():
        _invite(account_id)
    return _done(account_id, _("Đã gửi đường dẫn mới. Đường dẫn cũ không dùng được nữa."))


@blueprint.post("/accounts/<int:account_id>/reset")
@_managed
def account_reset(account_id: int) -> Page:
    """Take password and authenticator away and send a new link."""
    with transaction():
        service.reset(account_id)
        _invite(account_id)
    return _done(account_id, _("Đã đặt lại tài khoản và gửi đường dẫn mới."))


@blueprint.post("/accounts/<int:account_id>/disable")
@_managed
def account_disable(account_id: int) -> Page:
    """Stop an account."""
    if account_id == current_actor().account_id:
        return _page(account_id, {"": [_("Bạn không thể tự ngừng tài khoản của mình.")]}), 422
    try:
        with transaction():
            service.disable(account_id)
    except DomainError as error:
        return _refused(account_id, error)
    return _done(account_id, _("Đã ngừng tài khoản."))


@blueprint.post("/accounts/<int:account_id>/enable")
@_managed
def account_enable(account_id: int) -> Page:
    """Let a stopped account sign in again."""
    with transaction():
        service.enable(account_id)
    return _done(account_id, _("Tài khoản hoạt động trở lại."))


def _invite(account_id: int) -> None:
    moment = clock.now()
    service.invite(account_id, now=moment)
    enqueue(
        AccountInvited(account_id=account_id),
        recipient_kind=RecipientKind.ACCOUNT,
        recipient_id=account_id,
        dedupe_key=f"account-invited-{account_id}-{int(moment.timestamp() * 1_000_000)}",
        now=moment,
    )


def _typed() -> dict[str, Any]:
    one = {name: request.form.get(name, "") for name in ("email", "name", "agency")}
    return {**one, "roles": request.form.getlist("roles")}


def _agency_id(typed: str) -> int | None:
    return read_agency(typed) if typed.strip() else None


def _form(values: dict[str, Any], errors: Errors) -> str:
    return render_template(
        "admin/accounts/new.html",
        values=values,
        errors=errors,
        role_options=_role_options(),
        agency_options=agency_options(answers_here=True),
    )


def _page(account_id: int, errors: Errors) -> str:
    account = queries.get_account(account_id)
    ids = queries.agencies_of_account(account_id)
    known = agencies_by_ids(ids)
    present = known.get(account.agency_id) if account.agency_id is not None else None
    values = {
        "roles": sorted(role.value for role in account.roles),
        "agency": f"{present.name} ({present.code})" if present else "",
    }
    return render_template(
        "admin/accounts/account.html",
        account=account,
        present=present,
        former=[agency for agency in known.values() if agency is not present],
        values=values,
        errors=errors,
        is_own=account_id == current_actor().account_id,
        role_options=_role_options(),
        agency_options=agency_options(answers_here=True),
    )


def _done(account_id: int, said: str) -> Response:
    flash(said, "success")
    return redirect(url_for("admin.account_page", account_id=account_id), 303)


def _refused(account_id: int, error: DomainError) -> tuple[str, int]:
    return _page(account_id, _placed(error)), 422


def _placed(error: DomainError) -> Errors:
    """Put what a refusal says at the field of the form that it speaks of."""
    field = "agency" if isinstance(error, AgencyUnknown) else error.field
    names = {"agency_id": "agency"}
    return {names.get(field or "", field or ""): [sentence(error)]}


def _messages(error: ValidationError) -> Errors:
    """Return the sentences of a schema by field; those of list items belong to the list."""
    found: Errors = {}
    for name, said in dict(error.messages_dict).items():
        sentences = said if isinstance(said, list) else [s for each in said.values() for s in each]
        found[str(name)] = list(dict.fromkeys(str(each) for each in sentences))
    return found


def _role_options() -> list[dict[str, str]]:
    return [{"value": role.value, "text": role_label(role)} for role in Role]
