"""The page of open data, its files, and how they go when a case is taken out."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskCliRunner

from feedback_service.cases.queries import case_by_id
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import Withdraw
from feedback_service.publication.open_columns import NAMES
from feedback_service.publication.service import withdraw
from tests.entrypoints.web.archive.conftest import Archive
from tests.support.clock import FrozenClock
from tests.support.page_client import PageClient
from tests.support.publishing import answered_case, publish_case

TABLE = "/open-data/2026-11-23/archive-2026-11-23.csv"


def _take_out_lamp(app: Flask, vault: Vault, archive: Archive, now: datetime) -> None:
    with app.app_context():
        with transaction():
            case = case_by_id(archive.lamp_id)
            command = Withdraw(reason="consent", text="Người gửi đề nghị gỡ xuống.")
            withdraw(vault, case, command, account_id=archive.people.publisher, now=now)
        db.session.remove()


def test_before_the_first_dump_the_page_says_when_it_comes(
    client: PageClient, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    page = client.get("/open-data")

    assert page.status_code == 200
    assert "Chưa có bộ dữ liệu nào" in page.text
    assert client.get("/open-data/datapackage.json").status_code == 404
    empty = runner.invoke(args=["archive", "dump", str(tmp_path / "mo"), "--json"])
    assert json.loads(empty.stdout)["rows"] == 0


def test_the_worker_writes_what_the_page_offers(
    app: Flask, client: PageClient, archive: Archive, clock: FrozenClock
) -> None:
    Worker(app).run_once()
    page = client.get("/open-data").text

    assert "10:00, 23/11/2026" in page
    assert "CC-BY-4.0" in page
    assert "Đã cũ" not in page
    assert all(f">{name}<" in page for name in NAMES)
    table = client.get(TABLE, buffered=True)
    assert table.mimetype == "text/csv"
    assert "attachment" in table.headers["Content-Disposition"]
    assert table.headers["Cache-Control"] == "public, max-age=60"
    assert hashlib.sha256(table.data).hexdigest() in page
    again = client.get(TABLE, headers={"If-None-Match": table.headers["ETag"]}, buffered=True)
    assert again.status_code == 304
    moved = client.get("/open-data/datapackage.json")
    assert moved.location == "/open-data/2026-11-23/datapackage.json"
    package = json.loads(client.get(moved.location, buffered=True).data)
    assert "tỉnh Hưng Yên".casefold() in package["contributors"][0]["title"].casefold()


def test_a_dump_is_called_old_where_it_lacks_something(
    app: Flask, client: PageClient, vault: Vault, archive: Archive, clock: FrozenClock
) -> None:
    Worker(app).run_once()
    clock.move(hours=37)
    page = client.get("/open-data").text
    assert "Đã cũ" not in page
    assert "không có gì thay đổi" in page

    with app.app_context():
        people = archive.people
        publish_case(vault, people, answered_case(vault, people, clock.at), clock.at)
        db.session.remove()

    assert "Đã cũ" in client.get("/open-data").text


def test_taking_a_case_out_shuts_every_file_at_once_and_the_worker_writes_anew(
    app: Flask, client: PageClient, vault: Vault, archive: Archive, clock: FrozenClock
) -> None:
    Worker(app).run_once()
    assert archive.lamp in client.get(TABLE, buffered=True).text
    _take_out_lamp(app, vault, archive, clock.at)

    gone = client.get(TABLE)
    assert gone.status_code == 410
    assert archive.lamp not in gone.text
    assert gone.headers["Cache-Control"] == "no-store"
    assert "Bộ mới đang được ghi" in client.get("/open-data").text
    assert client.get("/open-data/datapackage.json").status_code == 404

    Worker(app).run_once()
    written = client.get(TABLE, buffered=True)
    assert written.status_code == 200
    assert archive.lamp not in written.text
    assert archive.fee in written.text


def test_only_files_of_a_dump_are_given_out(
    app: Flask, client: PageClient, archive: Archive, clock: FrozenClock
) -> None:
    Worker(app).run_once()
    for path in (
        "2026-11-23/dump.json", "2026-11-23/..%2f.lock", "2026-11-23/.lock", "hôm-nay/x.csv",
        "2026-11-23/archive-2026-11-22.csv", "2999-01-01/archive-2999-01-01.csv",
    ):  # fmt: skip
        assert client.get(f"/open-data/{path}").status_code == 404, path
    assert client.get("/open-data/2026-11-01/archive-2026-11-01.csv").status_code == 410


def test_an_operator_writes_a_dump_anywhere(
    app: Flask, runner: FlaskCliRunner, archive: Archive, tmp_path: Path
) -> None:
    told = runner.invoke(args=["archive", "dump", f"{tmp_path}/mo", "--json"])
    assert told.exit_code == 0, told.output
    facts = json.loads(told.stdout)
    assert facts["rows"] == 3
    assert {file["name"] for file in facts["files"]} >= {"datapackage.json", "SHA256SUMS"}
    said = runner.invoke(args=["archive", "dump", f"{tmp_path}/mo"])
    assert "Đã ghi 3 phản ánh" in said.output
    refused = runner.invoke(
        args=["archive", "dump", str(app.extensions["feedback.settings"].instance)]
    )
    assert refused.exit_code == 1
    assert "đang có tệp khác" in refused.stderr
