"""Following the archive by mail: asked, confirmed from the mailbox, told once a day, ended."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback_service.cases.queries import case_by_id
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.notifications.models import OutboxMessage
from feedback_service.publication.commands import Withdraw, WithdrawnReason
from feedback_service.publication.models import (
    ArchiveSubscriber,
    ArchiveSubscription,
    Publication,
)
from feedback_service.publication.service import withdraw
from tests.integration.notifications.conftest import Mailbox, MailServer, mail_server
from tests.support.clock import FrozenClock
from tests.support.page_client import PageClient
from tests.support.publishing import People, answered_case, make_people, publish_case

__all__ = ["mail_server"]

READER = "doc.gia@vi-du.vn"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@dataclass
class Newsroom:
    """An archive that grows, a reader's browser, a worker and the mailbox it writes to."""

    app: Flask
    vault: Vault
    clock: FrozenClock
    people: People
    mailbox: Mailbox
    worker: Worker
    client: PageClient

    def publish(self, title: str, story: str = "Đèn đường trước chợ hỏng hai tháng nay.") -> str:
        """Publish a case an hour later; return its reference."""
        self.clock.at += timedelta(hours=1)
        with self.app.app_context():
            case_id = answered_case(
                self.vault, self.people, self.clock.at, title=title, story=story
            )
            reference = publish_case(self.vault, self.people, case_id, self.clock.at)
            db.session.remove()
        return reference

    def take_out(self, reference: str) -> None:
        """Withdraw a published case."""
        with self.app.app_context():
            with transaction() as session:
                number = session.scalars(
                    select(Publication.case_id).where(Publication.reference == reference)
                ).one()
                withdraw(
                    self.vault,
                    case_by_id(number),
                    Withdraw(reason=WithdrawnReason.CONSENT, text="Người gửi đề nghị gỡ xuống."),
                    account_id=self.people.publisher,
                    now=self.clock.at,
                )
            db.session.remove()

    def next_morning(self) -> None:
        """Let it be eight o'clock of the next day, and the worker have its turn."""
        self.clock.at = self.clock.at.replace(hour=1) + timedelta(days=1)
        self.run()

    def run(self) -> None:
        """Let the worker do what is due."""
        self.worker.run_once()

    def ask(self, email: str = READER, client: PageClient | None = None, **search: str) -> str:
        """Ask for mail about a search; return the page that answers."""
        browser = client or self.client
        browser.get("/archive/subscriptions", query_string=search)
        data = {"email": email, **search}
        said = browser.post("/archive/subscriptions", data=data, follow_redirects=True)
        assert said.status_code == 200
        return said.text

    def follow(self, **search: str) -> None:
        """Ask and confirm."""
        self.ask(**search)
        self.run()
        path = links(self.mails[-1], "confirm")[0]
        assert self.client.get(path).status_code == 200
        assert "Đã xác nhận" in self.client.post(path).text

    @property
    def mails(self) -> list[EmailMessage]:
        """What came to the mailbox."""
        return self.mailbox.mails

    def digests(self) -> list[EmailMessage]:
        """Mails that tell of new answers."""
        return [mail for mail in self.mails if mail["List-Unsubscribe"]]

    def count(self, table: type) -> int:
        """Return how many rows a table has."""
        with self.app.app_context():
            number = db.session.scalar(select(func.count()).select_from(table)) or 0
            db.session.remove()
        return number


@pytest.fixture
def news(
    app: Flask,
    client: PageClient,
    vault: Vault,
    clock: FrozenClock,
    mail_server: MailServer,
    now: datetime,
) -> Newsroom:
    """An empty archive at ten o'clock of a Monday."""
    with app.app_context():
        people = make_people(now)
        db.session.remove()
    worker = Worker(app, transport=mail_server.transport())
    return Newsroom(app, vault, clock, people, mail_server.mailbox, worker, client)


def body(mail: EmailMessage) -> str:
    plain = mail.get_body(preferencelist=("plain",))
    assert plain is not None
    return str(plain.get_content())


def links(mail: EmailMessage, part: str = "") -> list[str]:
    found = re.findall(r"http://127\.0\.0\.1:8000(/archive/subscriptions/\S+)", body(mail))
    return [path for path in found if part in path]


def test_nothing_is_sent_before_the_mailbox_has_agreed(news: Newsroom) -> None:
    assert "Hãy mở hộp thư của bạn" in news.ask(q="đèn đường")
    news.run()
    (mail,) = news.mails
    assert mail["To"] == READER
    assert "“đèn đường”" in body(mail)
    news.publish("Đèn đường trước chợ hỏng")
    # Opening the link, as programs that look into mail do, agrees to nothing.
    news.client.get(links(mail, "confirm")[0])
    news.next_morning()
    assert len([each for each in news.mails if each["To"] == READER]) == 1


def test_new_answers_are_told_the_next_morning_and_once(news: Newsroom) -> None:
    news.publish("Đèn đường cũ đã có từ trước")
    news.follow(q="đèn đường")
    lamp = news.publish("Đèn đường trước chợ hỏng")
    other = news.publish("Thu phí sao y cao hơn niêm yết", story="Tôi bị thu tiền sao y quá cao.")
    news.run()
    assert news.digests() == []
    news.next_morning()
    (mail,) = news.digests()
    assert mail["To"] == READER
    assert f"/archive/{lamp}" in body(mail)
    assert other not in body(mail)
    assert "Đèn đường cũ" not in body(mail)
    news.run()
    news.next_morning()
    news.next_morning()
    assert len(news.digests()) == 1


def test_a_day_without_news_brings_no_mail(news: Newsroom) -> None:
    news.follow(q="đèn đường")
    news.publish("Thu phí sao y cao hơn niêm yết", story="Tôi bị thu tiền sao y quá cao.")
    news.next_morning()
    assert news.digests() == []


def test_nobody_is_written_to_at_night(news: Newsroom) -> None:
    news.follow()
    news.publish("Đèn đường trước chợ hỏng")
    # Half past six in the morning.
    news.clock.at = news.clock.at.replace(hour=23, minute=30)
    news.run()
    assert news.digests() == []
    news.clock.at += timedelta(minutes=45)
    news.run()
    assert len(news.digests()) == 1


def test_several_searches_of_an_address_come_in_one_mail(news: Newsroom) -> None:
    news.follow(q="đèn đường")
    news.follow(kind="regulation")
    lamp = news.publish("Đèn đường trước chợ hỏng")
    news.next_morning()
    (mail,) = news.digests()
    assert mail["Subject"] == "1 câu trả lời mới được công khai"
    assert body(mail).count(f"/archive/{lamp}") == 2


def test_what_was_taken_out_before_the_mail_leaves_is_not_told(news: Newsroom) -> None:
    news.follow()
    lamp = news.publish("Đèn đường trước chợ hỏng")
    news.clock.at = news.clock.at.replace(hour=1) + timedelta(days=1)
    news.worker.do_periodic_work()
    news.take_out(lamp)
    news.run()
    assert news.digests() == []
    with news.app.app_context():
        states = set(db.session.scalars(select(OutboxMessage.state)))
        db.session.remove()
    # And it is no failure that anybody would have to look into.
    assert states == {"sent"}


def test_a_mail_program_ends_it_with_one_press_and_the_address_is_gone(news: Newsroom) -> None:
    news.follow()
    news.publish("Đèn đường trước chợ hỏng")
    news.next_morning()
    (mail,) = news.digests()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = str(mail["List-Unsubscribe"]).strip("<>").removeprefix("http://127.0.0.1:8000")
    # From a program without cookies or a page of ours.
    program = PageClient(news.app)
    assert program.post(path, data=ONE_CLICK).status_code == 200
    assert news.count(ArchiveSubscriber) == news.count(ArchiveSubscription) == 0
    news.publish("Nắp cống vỡ trước chợ")
    news.next_morning()
    assert len(news.digests()) == 1
    assert program.post(path, data=ONE_CLICK).status_code == 404


def test_the_page_of_a_link_ends_one_search_or_all(news: Newsroom) -> None:
    news.follow(q="đèn đường")
    news.follow(q="nắp cống")
    news.publish("Đèn đường trước chợ hỏng")
    news.next_morning()
    path = links(news.digests()[0])[-1]
    page = news.client.get(path).text
    assert "“đèn đường”" in page
    for nonsense in ("", "x", "0", "9" * 40, "-1", "²"):
        said = news.client.post(path, data={"only": nonsense})
        assert said.status_code == 303
        assert news.count(ArchiveSubscription) == 2
    only = re.search(r'name="only" value="(\d+)"', page)
    assert only
    news.client.post(path, data={"only": only[1]})
    page = news.client.get(path).text
    assert "“đèn đường”" not in page
    assert "“nắp cống”" in page
    assert "Đã dừng nhận thư" in news.client.post(path).text
    assert news.count(ArchiveSubscriber) == 0


def test_ending_it_by_a_form_takes_the_token_of_a_page(news: Newsroom) -> None:
    news.follow()
    news.publish("Đèn đường trước chợ hỏng")
    news.next_morning()
    path = links(news.digests()[0])[-1]
    assert PageClient(news.app).post(path, data={"a": "b"}).status_code == 400
    assert news.count(ArchiveSubscriber) == 1


def test_a_link_with_another_code_leads_nowhere(news: Newsroom) -> None:
    news.ask()
    news.run()
    path = links(news.mails[0], "confirm")[0]
    wrong = path[:-1] + ("0" if path[-1] != "0" else "1")
    assert news.client.get(wrong).status_code == 404
    assert news.client.post(wrong).status_code == 404
    assert news.client.get("/archive/subscriptions/1/khong-co").status_code == 404


def test_what_is_not_confirmed_in_two_days_is_deleted(news: Newsroom) -> None:
    news.ask()
    news.run()
    path = links(news.mails[0], "confirm")[0]
    news.clock.at += timedelta(days=2, minutes=-1)
    news.run()
    assert news.count(ArchiveSubscriber) == 1
    news.clock.at += timedelta(minutes=2)
    news.run()
    assert news.count(ArchiveSubscriber) == news.count(ArchiveSubscription) == 0
    assert news.client.post(path).status_code == 404


def test_who_asks_learns_nothing_of_an_address(news: Newsroom) -> None:
    def seen(page: str) -> str:
        return re.sub(r'name="csrf_token" value="[^"]*"', "", page)

    first = news.ask(q="đèn")
    news.follow(q="cống")
    sent = len(news.mails)
    assert seen(news.ask(q="cống")) == seen(first)
    assert seen(news.ask(email="khac@vi-du.vn", q="cống")) == seen(first)
    news.run()
    # The address that follows the search already was not written to again.
    assert [mail["To"] for mail in news.mails[sent:]] == ["khac@vi-du.vn"]


def test_a_mailbox_cannot_be_flooded(news: Newsroom) -> None:
    first = news.ask(q="một")
    for word in ("hai", "ba", "bốn", "năm"):
        elsewhere = PageClient(news.app)
        elsewhere.environ_base["REMOTE_ADDR"] = f"203.0.113.{len(word)}"
        # Written otherwise it is the same mailbox.
        page = news.ask(email=READER.upper(), client=elsewhere, q=word)
        assert ("Hãy mở hộp thư của bạn" in page) == ("Hãy mở hộp thư của bạn" in first)
    news.run()
    assert len(news.mails) == 3


def test_a_network_cannot_flood_many_mailboxes(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedback_service.entrypoints.web.subscriptions.MOST_BY_NETWORK", 2)
    for number in range(2):
        news.ask(email=f"nguoi{number}@vi-du.vn")
    said = news.client.post("/archive/subscriptions", data={"email": "nguoi3@vi-du.vn"})
    assert said.status_code == 429
    news.run()
    assert len(news.mails) == 2
    news.clock.at += timedelta(days=1)
    news.ask(email="nguoi3@vi-du.vn")


def test_neither_address_nor_search_can_be_read_where_they_are_kept(news: Newsroom) -> None:
    news.ask(q="bạo lực gia đình")
    with news.app.app_context():
        held = [
            bytes(value)
            for row in (
                db.session.scalars(select(ArchiveSubscriber)).one(),
                db.session.scalars(select(ArchiveSubscription)).one(),
            )
            for value in vars(row).values()
            if isinstance(value, bytes)
        ]
        sent = db.session.scalars(select(OutboxMessage)).one()
        told = f"{sent.payload}{sent.dedupe_key}"
        db.session.remove()
    whole = b"".join(held)
    assert READER.encode() not in whole
    assert "bạo lực".encode() not in whole
    assert b"b\\u1ea1o" not in whole
    assert READER not in told
    assert "bạo lực" not in told


@pytest.mark.parametrize("typed", ["", "khong-phai", "a@b", "ä@vi-du.vn", f"{'a' * 300}@vi-du.vn"])
def test_an_address_that_is_none_is_asked_for_again(news: Newsroom, typed: str) -> None:
    news.client.get("/archive/subscriptions?q=đèn")
    said = news.client.post("/archive/subscriptions", data={"email": typed, "q": "đèn"})
    assert said.status_code == 422
    assert "Hãy nhập địa chỉ thư điện tử" in said.text
    assert 'name="q" value="đèn"' in said.text
    assert news.count(ArchiveSubscriber) == 0


def test_lists_and_gathered_pages_lead_to_it_with_their_search(news: Newsroom) -> None:
    # Five that are alike, and the month is told.
    for _ in range(5):
        news.publish("Đèn đường trước chợ hỏng")
    for path in ("/archive?q=den&month=2026-11", "/archive/months/2026-11"):
        page = news.client.get(path).text
        found = re.search(r'href="(/archive/subscriptions[^"]*month=2026-11[^"]*)"', page)
        assert found, path
        form = news.client.get(found[1].replace("&amp;", "&")).text
        assert "Tháng gửi: 11/2026" in form
