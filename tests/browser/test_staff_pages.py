"""Every page of staff that can be opened by its address alone, as each kind of account sees it."""

import pytest

from feedback_service.accounts.permissions import Role
from tests.browser.conftest import Employ
from tests.browser.running_site import Site
from tests.support.lives import DESK

pytestmark = pytest.mark.browser

PEOPLE = {
    Role.ADMINISTRATOR: "Trịnh Công Minh",
    Role.AUDITOR: "Mai Xuân Phúc",
    Role.CUSTODIAN: "Dương Thị Yến",
}


@pytest.mark.parametrize("role", PEOPLE)
def test_the_pages_of_a_role_are_sound(employ: Employ, site: Site, role: Role) -> None:
    person = employ(role, DESK, PEOPLE[role])
    opened = 0
    for path in staff_addresses(site):
        response = person.open(path)
        if response.status == 200 and "html" in response.headers["content-type"]:
            opened += 1
            person.look(f"staff-{role}-{path.strip('/').replace('/', '-')}")
        else:
            assert response.status == 403, path
    assert opened > 0


def staff_addresses(site: Site) -> list[str]:
    """Return the addresses below the workspace and the administration that name nothing."""
    return sorted(
        rule.rule
        for rule in site.app.url_map.iter_rules()
        if rule.rule.startswith(("/workspace/", "/admin"))
        and not rule.arguments
        # A file is saved, not opened: no page to look at.
        and not rule.rule.endswith(".csv")
        and "GET" in (rule.methods or ())
    )
