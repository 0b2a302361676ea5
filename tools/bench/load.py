"""The load: a fixed number of prepared requests from some clients, over connections kept open.

Each request goes out as bytes made beforehand, and of an answer only the first line and the length
are read, so that the load costs a small part of what it measures; `idle_share` proves it.
"""

import pickle
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

PROCESSES = 2


@dataclass
class Result:
    """What came of a load: seconds in all, milliseconds each, answers by status."""

    seconds: float
    milliseconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    client_cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.milliseconds) / self.seconds

    @property
    def p50(self) -> float:
        """The median time of a request."""
        return median(self.milliseconds)

    @property
    def p95(self) -> float:
        """The time that one request in twenty exceeds."""
        return quantiles(self.milliseconds, n=20)[-1] if len(self.milliseconds) > 1 else self.p50

    @property
    def p99(self) -> float:
        """The time that one request in a hundred exceeds."""
        return quantiles(self.milliseconds, n=100)[-1] if len(self.milliseconds) > 1 else self.p50

    @property
    def errors(self) -> int:
        """How many were not answered as they should be."""
        return sum(number for status, number in self.statuses.items() if status not in {200, 303})


def get_bytes(path: str, cookies: str = "") -> bytes:
    """Return a GET request."""
    cookie = f"Cookie: {cookies}\r\n" if cookies else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}\r\n".encode()


def post_bytes(path: str, body: bytes, cookies: str = "") -> bytes:
    """Return a POST request of a form."""
    cookie = f"Cookie: {cookies}\r\n" if cookies else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run_load(port: int, requests: Sequence[bytes], *, clients: int) -> Result:
    """Send all requests from so many clients at once; return when the last is answered."""
    share = min(PROCESSES, clients)
    running = []
    for number in range(share):
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.bench.load"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        mine = clients // share + (number < clients % share)
        _send(process, (port, list(requests[number::share]), mine))
        running.append(process)
    for process in running:
        _receive(process)
    began = time.perf_counter()
    for process in running:
        _send(process, "go")
    result = Result(seconds=0.0)
    for process in running:
        times, statuses, cpu = _receive(process)
        result.milliseconds += times
        result.client_cpu += cpu
        for status, number in statuses.items():
            result.statuses[status] = result.statuses.get(status, 0) + number
    result.seconds = time.perf_counter() - began
    for process in running:
        process.communicate()
    return result


def _send(process: "subprocess.Popen[bytes]", message: object) -> None:
    assert process.stdin is not None  # noqa: S101 - it was asked for
    pickle.dump(message, process.stdin)
    process.stdin.flush()


def _receive(process: "subprocess.Popen[bytes]") -> object:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    return pickle.load(process.stdout)  # noqa: S301 - our own process


def _serve_load() -> None:
    """One process of clients: takes its work, says ready, waits for the word, reports."""
    given, told = sys.stdin.buffer, sys.stdout.buffer
    port, requests, clients = pickle.load(given)  # noqa: S301 - our own process
    waiting = list(reversed(requests))
    times: list[float] = []
    statuses: dict[int, int] = {}
    links = [_Link(port) for _ in range(clients)]
    pickle.dump("ready", told)
    told.flush()
    pickle.load(given)  # noqa: S301 - our own process
    cpu = time.process_time()

    def work(link: _Link) -> None:
        while True:
            try:
                request = waiting.pop()
            except IndexError:
                return
            began = time.perf_counter()
            status = link.ask(request)
            times.append((time.perf_counter() - began) * 1000)
            statuses[status] = statuses.get(status, 0) + 1

    threads = [threading.Thread(target=work, args=(link,)) for link in links]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pickle.dump((times, statuses, time.process_time() - cpu), told)
    told.flush()


class _Link:
    """A connection that is opened again when the server closes it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, request: bytes) -> int:
        """Return the status of the answer; 0 where there was none."""
        for _ in range(2):
            try:
                return self._try(request)
            except (ConnectionError, ValueError):
                # The server ends an idle connection when it likes; nothing was answered.
                self._socket = None
        return 0

    def _try(self, request: bytes) -> int:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _blank, body = data.partition(b"\r\n\r\n")
        low = head.lower()
        at = low.index(b"content-length:") + 15
        length = int(low[at:].split(b"\r\n", 1)[0])
        left = length - len(body)
        while left > 0:
            left -= len(self._more())
        if b"\r\nconnection: close" in low:
            self._socket.close()
            self._socket = None
        return int(head[9:12])

    def _more(self) -> bytes:
        assert self._socket is not None  # noqa: S101 - opened by the caller
        part = self._socket.recv(262144)
        if not part:
            raise ConnectionError
        return part


if __name__ == "__main__":
    _serve_load()
