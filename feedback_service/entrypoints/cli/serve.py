"""`feedback serve`: the web server and, when asked, the worker beside it."""

import os
import signal
import socket
import subprocess
import sys
from types import FrameType

import click

from feedback_service.foundation.ballast import lay_ballast
from feedback_service.foundation.config import read_settings
from feedback_service.upkeep.starting import Start, demand_safe_start

APP = "feedback_service.app:create_warm_app()"
LOG = "feedback_service.entrypoints.cli.server_log.ServerLog"
GRACE_SECONDS = 20


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe.")
@click.option("--port", default=8000, show_default=True, help="Cổng.")
@click.option("--workers", default=2, show_default=True, help="Số tiến trình.")
@click.option("--threads", default=4, show_default=True, help="Số luồng của mỗi tiến trình.")
@click.option("--with-worker", is_flag=True, help="Chạy cả bộ gửi thư và việc định kỳ.")
def serve_command(*, host: str, port: int, workers: int, threads: int, with_worker: bool) -> None:
    """Mở trang web (gunicorn)."""
    # A site that opens and is not safe is worse than one that says why it does not open.
    settings = read_settings()
    demand_safe_start(Start(settings=settings, host=host, with_worker=with_worker))
    check_port(host, port)
    if not settings.demo and not lay_ballast(settings.instance):
        click.echo("Ổ đĩa quá ít chỗ để dành tệp dự phòng. Xem: feedback doctor", err=True)
    raise SystemExit(
        serve(host=host, port=port, workers=workers, threads=threads, with_worker=with_worker)
    )


def check_port(host: str, port: int) -> None:
    """Refuse a port that another program has, and an address that is not this machine's."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as error:
        raise click.ClickException(
            f"Không mở được cổng {port} ở địa chỉ {host}: cổng đang có chương trình khác dùng, "
            "hoặc không được phép. Chọn cổng khác bằng --port."
        ) from error


def serve(*, host: str, port: int, workers: int, threads: int, with_worker: bool) -> int:
    """Run until told to stop; when one of the processes ends, the other is ended too."""
    running = [subprocess.Popen(web_command(host, port, workers, threads), env=_environment())]
    if with_worker:
        command = [sys.executable, "-m", "feedback_service.entrypoints.cli", "worker"]
        running.append(subprocess.Popen(command, env=_environment()))

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for process in running:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    _wait_for_first(running)
    for process in running:
        process.terminate()
    codes = [process.wait(timeout=GRACE_SECONDS + 10) for process in running]
    return max(abs(code) if code not in {0, -signal.SIGTERM} else 0 for code in codes)


def web_command(host: str, port: int, workers: int, threads: int, *, app: str = APP) -> list[str]:
    """Return the command that serves an application."""
    # The control socket of gunicorn 27 would lie in the home folder, open to other programs.
    return [
        *(sys.executable, "-m", "gunicorn", app),
        *("--bind", f"{host}:{port}", "--workers", str(workers), "--threads", str(threads)),
        # Loaded once and forked: a process that died is replaced at once, and memory is shared.
        *("--preload", "--worker-class", "gthread", "--graceful-timeout", str(GRACE_SECONDS)),
        *("--no-control-socket", "--log-level", "warning", "--logger-class", LOG),
        *("--forwarded-allow-ips", "127.0.0.1"),
        # A process takes a request when it has a thread for it, and its connection ends with the
        # answer: kept connections crowd upon one process while another is idle.
        *("--worker-connections", str(threads), "--keep-alive", "0"),
    ]


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONUNBUFFERED": "1"}


def _wait_for_first(running: list[subprocess.Popen[bytes]]) -> None:
    while True:
        for process in running:
            try:
                process.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                continue
            return
