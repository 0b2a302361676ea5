"""The menu of administration: a few groups, each with a row of its pages."""

from datetime import datetime

import pytest
from flask import Flask

from feedback_service.accounts.permissions import Role
from feedback_service.identity.service import Vault
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import DESK


@pytest.fixture
def office(app: Flask, vault: Vault, now: datetime, clock: FrozenClock) -> Office:
    return Office(app, vault, clock.at)


def test_an_administrator_reads_five_entries_and_the_pages_beside_this_one(office: Office) -> None:
    browser = office.browser(office.account(DESK, Role.ADMINISTRATOR))
    page = text_of(browser.get("/admin/calendar/2027"))

    menu = page[page.index('id="site-navigation"') : page.index("</ul>")]
    assert menu.count("<li") == 5
    assert 'aria-current="true">Lịch, thời hạn' in menu
    tabs = page[page.index("Trang cùng nhóm") :]
    assert 'href="/admin/calendar" aria-current="true">Lịch làm việc' in tabs
    assert 'href="/admin/terms">Thời hạn' in tabs


def test_every_page_of_administration_is_one_or_two_steps_away(office: Office) -> None:
    browser = office.browser(office.account(DESK, Role.ADMINISTRATOR))
    seen = text_of(browser.get("/admin/", follow_redirects=True))
    for first in ("calendar", "routing-rules", "letters", "held"):
        assert f'href="/admin/{first}"' in seen
        seen += text_of(browser.get(f"/admin/{first}"))
    for page in ("accounts", "agencies", "terms", "remit", "catalogue", "mail"):
        assert f'href="/admin/{page}"' in seen


def test_who_may_open_one_page_of_a_group_reads_its_name(office: Office) -> None:
    browser = office.browser(office.account(DESK, Role.AUDITOR))
    page = text_of(browser.get("/admin/record"))

    assert 'aria-current="page">Nhật ký hồ sơ' in page
    assert "Trang cùng nhóm" not in page
