"""Applications served as in production, and what their processes cost."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from feedback_service.entrypoints.cli.serve import web_command
from tests.support.ports import free_port

WORKERS, THREADS = 2, 4
START_WITHIN = 60
STOP_WITHIN = 30


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running application."""

    name: str
    port: int
    started_in: float
    process: psutil.Process

    def workers(self) -> list[psutil.Process]:
        """Return the processes that answer requests."""
        return list(self.process.children())

    def cpu_seconds(self) -> float:
        """Return the processor time its workers have used so far."""
        times = [worker.cpu_times() for worker in self.workers()]
        return float(sum(each.user + each.system for each in times))

    def pss_mib(self) -> float:
        """Return the memory of a worker, what it shares counted in part; of the biggest one."""
        return float(max(worker.memory_full_info().pss for worker in self.workers()) / 2**20)


@contextmanager
def served(name: str, app: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """Serve an application until the end of the block; `app` is module:callable."""
    port = free_port()
    command = web_command("127.0.0.1", port, WORKERS, THREADS, app=app)
    began = time.monotonic()
    running = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_open(running, port)
        yield Server(
            name=name,
            port=port,
            started_in=time.monotonic() - began,
            process=psutil.Process(running.pid),
        )
    finally:
        running.terminate()
        try:
            running.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def get(port: int, path: str) -> tuple[int, Mapping[str, str], str]:
    """Return status, headers and text of one page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read().decode()
    finally:
        connection.close()


def _wait_until_open(running: "subprocess.Popen[bytes]", port: int) -> None:
    last = time.monotonic() + START_WITHIN
    while time.monotonic() < last:
        if running.poll() is not None:
            sys.exit(f"the server ended with status {running.returncode} before it opened")
        try:
            get(port, "/health")
        except OSError:
            time.sleep(0.02)
        else:
            return
    sys.exit("the server did not open")
