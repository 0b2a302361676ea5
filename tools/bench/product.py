"""The product under measurement: an installation of its own, filled, and requests for it.

Drafts, sessions and visits are laid down beforehand, so that a measured request is one act: the
last press of the form, or one page.
"""

import base64
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Flask, Response, session
from flask.sessions import SessionInterface
from sqlalchemy import select

from feedback_service.accounts.queries import find_credentials
from feedback_service.agencies.models import Agency
from feedback_service.app import create_app
from feedback_service.cases.drafts import DraftKey, save_draft
from feedback_service.cases.intake import find_by_idempotency
from feedback_service.cases.models import Case
from feedback_service.cases.tracking import derive_tracking_key, new_idempotency_key
from feedback_service.entrypoints.web.submit.steps import judged
from feedback_service.entrypoints.web.track.visit import VISIT
from feedback_service.foundation import clock, database
from feedback_service.foundation.config import read_settings
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication.models import Publication
from feedback_service.samples.service import Repetition
from tools.bench.load import get_bytes, post_bytes
from tools.bench.servers import Server, get, served

FEEDBACK = (sys.executable, "-m", "feedback_service.entrypoints.cli")
APP = "feedback_service.app:create_warm_app()"
NORMAL_APP = "tools.bench.product:create_normal_app()"
PROVINCE = "33"
ANSWERS = {
    "kind": "regulation",
    "category": "unreasonable",
    "title": "Hồ sơ quá hạn mà không ai trả lời",
    "story": "Tôi nộp hồ sơ tại bộ phận một cửa đã quá ngày hẹn mà không được trả lời. " * 10,
    "procedure_code": "1.001193",
    "area_code": "12073",
    "submitter_type": "person",
    "name": "Nguyễn Văn A",
    "address": "Thôn Đông, xã Yên Mỹ, tỉnh Hưng Yên",
    "phone": "0983 000 101",
    "email": "a@vi-du.vn",
    "mail_opted_in": "yes",
    "consent_process": "yes",
    "consent_publish": "yes",
}
DESK, OFFICER = "tiepnhan@demo.invalid", "chuyenvien@demo.invalid"


def create_normal_app() -> Flask:
    """Return the product with commits that a loss of power may undo: for comparison only."""
    database.SQLITE_PRAGMAS["synchronous"] = 1
    return create_app()


@dataclass(frozen=True)
class Product:
    """An installation in a folder, with so many cases besides the samples."""

    folder: Path
    database_url: str
    cases: int

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told."""
        return {
            "FEEDBACK_INSTANCE": str(self.folder),
            "FEEDBACK_DATABASE_URL": self.database_url,
            "FEEDBACK_SECRET_KEY": "only for measuring, never for people " * 2,
            "FEEDBACK_DEMO": "1",
        }

    def prepare(self) -> None:
        """Set it up through the commands an operator uses."""
        self.folder.mkdir(parents=True, exist_ok=True)
        passphrase = self.folder / "passphrase"
        passphrase.write_text(secrets.token_urlsafe(18), encoding="utf-8")
        self.run("keys", "create", "--passphrase-file", str(passphrase))
        self.run("db", "upgrade")
        self.run("init", "--province", PROVINCE)
        if self.cases:
            self.run("demo", "load", "--cases", str(self.cases))

    @contextmanager
    def serve(self, *, durable: bool = True) -> Iterator[Server]:
        """Serve it as `feedback serve` does."""
        name = "product" if durable else "product, NORMAL"
        with served(name, APP if durable else NORMAL_APP, self.environment) as server:
            yield server

    @contextmanager
    def work(self, mail_url: str) -> Iterator[None]:
        """Let its worker send mail to a server until the end of the block."""
        worker = subprocess.Popen(
            [*FEEDBACK, "worker"],
            env=os.environ | self.environment | {"FEEDBACK_MAIL_URL": mail_url},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            worker.kill()
            worker.wait()

    def submissions(self, port: int, number: int) -> list[bytes]:
        """Lay down so many complete drafts and return the last press of each."""
        status, headers, page = get(port, "/track")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        if status != 200 or token is None:
            sys.exit(f"GET /track answered {status}, without a form")
        browser = SimpleCookie(headers["Set-Cookie"])["session"].value
        made = []
        with self.app.app_context(), transaction():
            now = clock.now()
            # As the last page of the form leaves it.
            judgement = judged(ANSWERS, today=clock.local_date(now))
            for _ in range(number):
                key, form_key = DraftKey(secrets.token_bytes(32)), new_idempotency_key()
                content = {
                    "idempotency_key": form_key,
                    "answers": ANSWERS,
                    "files": [],
                    "judged": judgement,
                }
                save_draft(key, content, now=now)
                cookie = f"draft={base64.urlsafe_b64encode(key.raw).decode()}; session={browser}"
                body = urlencode({"csrf_token": token[1], "idempotency_key": form_key}).encode()
                made.append(post_bytes("/submit/send", body, cookie))
        return made

    def pages(self) -> dict[str, bytes]:
        """Return a request for each page that is measured, by name."""
        desk, officer = self._signed_in(DESK), self._signed_in(OFFICER)
        reference, visit = self._visit()
        return {
            "list": get_bytes("/archive"),
            # Views that fill a page in the small installation as in the big one: else the
            # number of rows that are shown would be compared.
            "filtered list": get_bytes(f"/archive?kind=regulation&field={quote('Đường bộ')}"),
            "inbox": get_bytes("/workspace/inbox?view=answered", officer),
            "triage": get_bytes("/workspace/triage?tab=open", desk),
            "desk": get_bytes("/workspace/", desk),
            "case": get_bytes(f"/workspace/cases/{reference}", desk),
            "own case": get_bytes(f"/track/{reference}", visit),
            "home": get_bytes("/"),
            "figures": get_bytes("/statistics"),
        }

    def public_pages(self) -> dict[str, bytes]:
        """Return a request for each page of the archive that is measured, by name."""
        with self.app.app_context():
            published = select(Publication.reference, Agency.code).join(
                Agency, Agency.id == Publication.agency_id
            )
            # A real case: what is laid down for measuring has none behind it.
            first = published.join(Case, Case.id == Publication.case_id)
            reference, code = db.session.execute(first.order_by(Publication.id).limit(1)).one()
            db.session.remove()
        return {
            "archive": get_bytes("/archive"),
            "filtered archive": get_bytes(f"/archive?field={quote('Đường bộ')}"),
            "by kind": get_bytes("/archive?kind=initiative"),
            "published case": get_bytes(f"/archive/{reference}"),
            "agency": get_bytes(f"/agencies/{code}"),
        }

    def run(self, *arguments: str) -> str:
        """Let an operator's command do its work; return what it prints, stop where it fails."""
        command = [*FEEDBACK, *arguments]
        done = subprocess.run(
            command, env=os.environ | self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"feedback {' '.join(arguments)} failed:\n{done.stderr}")
        return done.stdout

    @cached_property
    def app(self) -> Flask:
        """The application itself, to lay things down without a request."""
        os.environ.update(self.environment)
        return create_app(read_settings())

    def _signed_in(self, email: str) -> str:
        """Return the cookie of somebody who signed in just now."""
        with self.app.test_request_context("/"):
            found = find_credentials(email=email)
            if found is None:
                sys.exit(f"{email} is missing: the demonstration accounts were not loaded")
            session["_user_id"], session["_fresh"] = found.mark, True
            session["signed_in_at"] = session["seen_at"] = int(clock.now().timestamp())
            response = Response()
            interface: SessionInterface = self.app.session_interface
            interface.save_session(self.app, session, response)  # type: ignore[arg-type]
            db.session.remove()
        return response.headers["Set-Cookie"].split(";")[0]

    def _visit(self) -> tuple[str, str]:
        """Return a reference and the cookie of its author's visit."""
        with self.app.test_request_context("/"):
            vault = Vault(self.app.extensions["feedback.keys"])
            copies = Repetition(vault=vault, lives=(), twins={}, seed=1, now=clock.now())
            form_key = copies.form_key(0)
            case = find_by_idempotency(vault.keys, form_key)
            if case is None:
                sys.exit("there is no copied case to look at")
            reference, response = case.reference, Response()
            key = derive_tracking_key(vault.keys.tracking, form_key)
            VISIT.write(response, {"reference": reference, "key": key}, now=clock.now())
            db.session.remove()
        return reference, response.headers["Set-Cookie"].split(";")[0]
