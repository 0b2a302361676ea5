"""The site as it really runs, two web processes and the worker: what they write and count."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from feedback_service.foundation.config import Settings
from tests.support.ports import free_port
from tests.support.sources import ROOT

# Everything a person could send carries this.
CANARY = "chim-bao-bao-7391"
PATIENCE_SECONDS = 60
HEADERS = (
    f"Host: 127.0.0.1\r\nUser-Agent: {CANARY}\r\nReferer: http://{CANARY}/\r\n"
    f"X-Forwarded-For: {CANARY}\r\nCookie: session={CANARY}"
)
SAID = (
    f"GET /track/{CANARY}?q={CANARY} HTTP/1.1\r\n{HEADERS}\r\n\r\n",
    f"POST /track HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 25\r\n\r\nkey={CANARY}&xx=",
    f"{CANARY.upper()} /archive HTTP/1.1\r\nHost: {CANARY}.vn\r\n\r\n",
    f"GET /{CANARY}%0a2026-01-01%20ERROR HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    f"{CANARY} nonsense\r\n\r\n",
    f"GET /{CANARY} HTTP/{CANARY}\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n{CANARY} : bad header\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {CANARY}\r\n\r\n",
    f"GET /{CANARY * 600} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
)


def environment(settings: Settings, log_format: str) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "FEEDBACK_INSTANCE": str(settings.instance),
        "FEEDBACK_SECRET_KEY": settings.secret_key,
        "FEEDBACK_DATABASE_URL": settings.database_url,
        "FEEDBACK_LOG_FORMAT": log_format,
        # The test's folder holds the custodian's key, which a real server refuses to.
        "FEEDBACK_DEMO": "1",
    }


@contextmanager
def running(app: Flask, log_format: str, log: Path) -> Iterator[int]:
    """Run the site until the block ends; what it logs goes into a file."""
    port = free_port()
    command = [sys.executable, "-m", "feedback_service.entrypoints.cli", "serve", "--with-worker"]
    with log.open("wb") as lines:
        site = subprocess.Popen(
            [*command, "--port", str(port)],
            env=environment(app.extensions["feedback.settings"], log_format),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=lines,
        )
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while ask(port, "/health/live")[0] != 200:
            assert site.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < until, log.read_text(encoding="utf-8")
        yield port
    finally:
        site.send_signal(signal.SIGTERM)
        site.wait(PATIENCE_SECONDS)


def ask(port: int, path: str) -> tuple[int, str]:
    """Ask for a page on a connection of its own, so that either process may answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    except ConnectionRefusedError:
        return 0, ""
    finally:
        connection.close()


def say(port: int, words: str) -> None:
    """Send bytes as they are and read whatever comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as line:
        line.sendall(words.encode())
        line.shutdown(socket.SHUT_WR)
        while line.recv(65536):
            pass


def answered_whole(port: int, path: str) -> bytes:
    """Ask for a page without ending the connection; return what comes until the site ends it."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        return b"".join(iter(lambda: line.recv(65536), b""))


def times_asked(metrics: str) -> int:
    """Return how often the guide was asked for, by all processes."""
    found = re.search(
        r'feedback_requests_total\{method="GET",page="/guide",status="200"\} ([0-9]+)$',
        metrics,
        re.M,
    )
    return int(found[1]) if found else 0


@pytest.mark.slow
def test_all_processes_write_json_and_nothing_that_was_sent(app: Flask, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running(app, "json", log) as port:
        # A kept connection would bind its visitor to one process, however busy that is.
        assert b"\r\nConnection: close\r\n" in answered_whole(port, "/guide")
        for words in SAID:
            say(port, words)
        # Other tests have counted in the same folder.
        _status, before = ask(port, "/metrics")
        for _ in range(40):
            assert ask(port, "/guide")[0] == 200
        _status, metrics = ask(port, "/metrics")

    whole = log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in whole.splitlines()]
    assert CANARY not in whole.lower()
    assert "127.0.0.1" not in whole
    assert {"feedback_service.requests", "gunicorn.error"} <= {line["logger"] for line in lines}
    pages = {(line["method"], line["page"]) for line in lines if "page" in line}
    assert {("GET", "/track/<reference>"), ("GET", "(no page)"), ("OTHER", "(no page)")} <= pages
    # Whichever process answered, and whichever was asked for the sum.
    assert times_asked(metrics) - times_asked(before) == 40
    assert re.search(r"^feedback_worker_turn_age_seconds [0-9.]+$", metrics, re.M)
