"""Tests reach this machine only; a mail server elsewhere would otherwise get test mail."""

import socket
from typing import Any

import pytest

LOOPBACK = ("127.0.0.1", "::1", "localhost", "", None)


def refuse_strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make connecting to, or asking the name of, another machine fail."""
    connect, connect_ex, resolve = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def checked_connect(self: socket.socket, address: Any) -> None:
        _check(self.family, address)
        connect(self, address)

    def checked_connect_ex(self: socket.socket, address: Any) -> int:
        _check(self.family, address)
        return connect_ex(self, address)

    def checked_resolve(host: Any, *rest: Any, **more: Any) -> Any:
        if host not in LOOPBACK:
            raise AssertionError(f"a test asked for the address of {host}")
        return resolve(host, *rest, **more)

    monkeypatch.setattr(socket.socket, "connect", checked_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", checked_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", checked_resolve)


def _check(family: int, address: Any) -> None:
    if family == socket.AF_UNIX or address[0] in LOOPBACK:
        return
    raise AssertionError(f"a test tried to reach {address}")
