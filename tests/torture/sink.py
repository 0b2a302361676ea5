"""A mail server that writes down what it took before it says so; a process that can be killed.

Run as `python -m tests.torture.sink PORT FILE`. A line of the file is one accepted recipient:
`{"message_id", "to"}`.
"""

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

THINKS = "FEEDBACK_SINK_SECONDS"


@dataclass(frozen=True)
class Accepted:
    """One mail in one mailbox."""

    message_id: str
    to: str


class Keeper:
    """Accepts everything, and answers once it is on the disk."""

    def __init__(self, file: Path) -> None:
        self.out = file.open("ab")
        # How long it thinks a recipient over; meanwhile its client holds a mail that nobody has.
        self.thinks = float(os.environ.get(THINKS, "0"))

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _options: list[str]
    ) -> str:
        """Take whatever recipient comes, in its own time."""
        await asyncio.sleep(self.thinks)
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Write the mail down, flush, then say yes."""
        raw: Any = envelope.content
        name = message_from_bytes(raw)["Message-ID"]
        lines = [json.dumps({"message_id": name, "to": to}) for to in envelope.rcpt_tos]
        self.out.write(("\n".join(lines) + "\n").encode())
        self.out.flush()
        os.fsync(self.out.fileno())
        return "250 kept"


def accepted(file: Path) -> list[Accepted]:
    """Return what a sink took; a line cut off by a kill was never answered for."""
    if not file.exists():
        return []
    whole, _, _cut = file.read_text(encoding="utf-8").rpartition("\n")
    taken = []
    for line in whole.splitlines():
        try:
            taken.append(Accepted(**json.loads(line)))
        except json.JSONDecodeError:
            # Two lives of the sink met on one line: the first was killed before it answered.
            continue
    return taken


async def _serve(port: int, file: Path) -> None:
    keeper = Keeper(file)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(keeper), "127.0.0.1", port, reuse_port=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
