"""The accused never sees the accuser: a complaint about conduct, and everybody who must not see it.

For them the case must be like one that was never filed, at every address, by every list and count.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse
from werkzeug.routing import Rule

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.service import move_to_agency
from feedback_service.agencies.queries import get_agency
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from tests.browser.conftest import Arrive, Employ
from tests.browser.pages.filing import NAME, PHONE, Filing, Slip, Told
from tests.browser.papers import photograph
from tests.browser.running_site import Site
from tests.browser.visiting import Visitor
from tests.support.lives import BELOW_COMMUNE, COMMUNE, DESK, INSPECTORATE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOLD = Told(
    kind="Hành vi của cơ quan, cán bộ",
    category="Phải đi lại nhiều lần",
    particulars={"trips": "4", "dossier_code": "H26.15-261015-0042"},
    title="Ba lần hẹn trả giấy đều không có kết quả",
    story="Cán bộ ở quầy số hai hẹn ba lần, lần nào cũng bảo về chờ mà không nói vì sao.",
    office="Trung tâm Phục vụ hành chính công phường Phố Hiến",
)
# Nobody was ever given it.
UNKNOWN = "PAKN.2026.00000000"
LISTS = (
    "/workspace/",
    "/workspace/inbox",
    *(
        f"/workspace/inbox?view={view}"
        for view in ("mine", "new", "late", "today", "week", "asked", "others", "answered")
    ),
    *(
        f"/workspace/triage?tab={tab}"
        for tab in ("new", "information", "returned", "appeals", "held", "open")
    ),
    "/workspace/review",
    "/workspace/publication",
    "/workspace/unsealing",
    "/archive",
    "/archive/feed.atom",
    "/archive/export.csv",
    "/archive/export.json",
    "/statistics",
)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Outsider:
    """Somebody who must find nothing, asking in every way the site knows."""

    visitor: Visitor
    slip: Slip

    def ask(self, path: str, method: str = "GET") -> APIResponse:
        """Ask for an address with this person's session, as a form would."""
        request = self.visitor.page.context.request
        if method == "GET":
            return request.get(path, max_redirects=0)
        form: dict[str, str | float | bool] = {"csrf_token": self.token(), "version": "1"}
        return request.post(path, form=form, max_redirects=0)

    def token(self) -> str:
        """Return the token of this person's forms."""
        found = TOKEN.search(self.visitor.page.content())
        assert found is not None
        return found.group(1)

    def answer(self, rule: Rule, method: str, reference: str) -> tuple[int, str]:
        """Return status and words of an address for a reference, freed of what always differs."""
        path = rule.rule.replace("<reference>", reference).replace("<int:number>", "1")
        response = self.ask(path, method)
        words = TOKEN.sub("", response.text()).replace(reference, "…")
        return response.status, words

    def finds_nothing(self, rules: list[tuple[Rule, str]]) -> None:
        """Fail on any difference between this case and one that does not exist."""
        self.visitor.open("/workspace/")
        counts = self.visitor.page.locator(".site-figure__value").all_inner_texts()
        assert set(counts) <= {"0"}
        for path in LISTS:
            assert self.is_unnamed(self.ask(path).text()), path
        for words in (self.slip.reference, self.slip.reference[-8:], self.slip.reference[-4:]):
            for path in ("/workspace/inbox", "/workspace/triage", "/archive"):
                assert "/cases/" not in self.ask(f"{path}?q={words}").text()
        for rule, method in rules:
            own = self.answer(rule, method, self.slip.reference)
            assert own == self.answer(rule, method, UNKNOWN), f"{method} {rule.rule}"
            assert own[0] in {403, 404}, f"{method} {rule.rule}: {own[0]}"

    def is_unnamed(self, words: str) -> bool:
        """Tell whether nothing of the case stands in a page."""
        return not any(part in words for part in (self.slip.reference, TOLD.title, TOLD.story))


def test_a_case_about_a_unit_does_not_exist_for_the_unit(
    arrive: Arrive, employ: Employ, site: Site, tmp_path: Path
) -> None:
    slip = Filing(arrive(scripts=False)).file(TOLD, photograph(tmp_path))
    rules = case_rules(site)
    seen_by_inspector(employ(Role.INSPECTOR, INSPECTORATE, "Ngô Quang Huy"), slip)
    for role, agency, name in (
        (Role.OFFICER, BELOW_COMMUNE, "Lê Văn Quầy"),
        (Role.HEAD, BELOW_COMMUNE, "Lê Thị Giám Đốc"),
        # The committee above it is not accused, and does not handle the case either.
        (Role.OFFICER, COMMUNE, "Đỗ Văn Thành"),
    ):
        Outsider(employ(role, agency, name), slip).finds_nothing(rules)


def test_who_moved_from_the_unit_to_the_inspectorate_sees_no_case_about_it(
    arrive: Arrive, employ: Employ, site: Site, tmp_path: Path
) -> None:
    slip = Filing(arrive(scripts=False)).file(TOLD, photograph(tmp_path))
    account = site.account(Role.INSPECTOR, BELOW_COMMUNE, "Vũ Thị Chuyển")
    with site.app.app_context(), transaction():
        new_place = get_agency(INSPECTORATE).id
        move_to_agency(account.account_id, new_place, now=clock.now())
    moved = arrive().sign_in(account)
    Outsider(moved, slip).finds_nothing(case_rules(site))
    intake = employ(Role.INTAKE_OFFICER, DESK, "Nguyễn Minh Châu")
    assert intake.open(f"/workspace/cases/{slip.reference}").status == 200
    intake.reads(TOLD.story, TOLD.office)
    intake.does_not_read(NAME, PHONE)


def seen_by_inspector(inspector: Visitor, slip: Slip) -> None:
    """Fail unless the inspector finds the case in the list and reads it, but not who wrote it."""
    inspector.open("/workspace/inbox?view=new")
    inspector.look("workspace-inbox-inspector")
    inspector.follow(slip.reference)
    inspector.reads(TOLD.story, TOLD.office, "Không tìm cách xác định người phản ánh")
    inspector.look("workspace-case-conduct")
    inspector.does_not_read(NAME, PHONE, slip.key)
    file = inspector.page.context.request.get(f"/workspace/cases/{slip.reference}/files/1")
    assert file.status == 200
    assert file.headers["content-type"] == "image/png"


def case_rules(site: Site) -> list[tuple[Rule, str]]:
    """Return every address of staff that names a case, with its methods."""
    rules = [
        (rule, method)
        for rule in site.app.url_map.iter_rules()
        if rule.rule.startswith(("/workspace/", "/admin/", "/archive/"))
        and "reference" in rule.arguments
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]
    assert len(rules) > 20
    return rules
