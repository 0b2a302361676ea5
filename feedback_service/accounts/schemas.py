"""Forms of accounts: what may be typed, and the sentence when it may not."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from feedback_service.accounts.permissions import Role
from feedback_service.foundation.fields import Count, Words

_ROLE_RULE = validate.OneOf(
    [role.value for role in Role], error="Hãy chọn vai trò trong danh sách."
)


class RolesSchema(Schema):
    """The roles ticked for an account."""

    roles = fields.List(
        fields.String(validate=_ROLE_RULE),
        required=True,
        validate=validate.Length(min=1, error="Hãy chọn ít nhất một vai trò."),
        error_messages={"required": "Hãy chọn ít nhất một vai trò."},
    )

    @post_load
    def as_roles(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return roles as the rules know them."""
        return {**data, "roles": frozenset(Role(code) for code in data["roles"])}


class AgencySchema(Schema):
    """The agency an account works for; none for the administration itself."""

    agency_id = Count(label="cơ quan", least=1, allow_none=True, load_default=None)


class NewAccountSchema(RolesSchema, AgencySchema):
    """A new account."""

    email = Words(label="địa chỉ thư điện tử", longest=254, shortest=3, required=True)
    name = Words(label="họ và tên", longest=120, required=True)
