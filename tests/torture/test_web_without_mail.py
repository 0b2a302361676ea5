"""Pages do not wait for a mail server, and do not even know one."""

from dataclasses import replace

import pytest
from flask import Flask

from feedback_service.foundation import smtp
from tests.entrypoints.web.submit.conftest import places, writer
from tests.entrypoints.web.submit.walking import PERSON, Writer
from tests.torture.bad_server import HANG
from tests.torture.test_mail_server_faults import BadServer, server

__all__ = ["places", "server", "writer"]


def test_a_case_is_taken_in_while_the_mail_server_hangs(
    app: Flask, writer: Writer, server: BadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script = {"BANNER": HANG}
    url = f"smtp://127.0.0.1:{server.port}?tls=none"
    settings = replace(app.extensions["feedback.settings"], mail_url=url)
    monkeypatch.setitem(app.extensions, "feedback.settings", settings)

    def refuse(*_given: object) -> None:
        raise AssertionError("a page began to speak with the mail server")

    monkeypatch.setattr(smtp.Conversation, "open", refuse)
    asked = {**PERSON, "email": "mai@vi-du.vn", "mail_opted_in": "yes"}
    writer.fill("conduct", person=asked)
    assert writer.send().status_code == 303
    assert server.heard == []
