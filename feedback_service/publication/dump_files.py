"""Dumps as they lie in their folder: which there are, and which may be given out."""

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from feedback_service.foundation.folders import Written

FACTS = "dump.json"
PACKAGE = "datapackage.json"
# Days that are kept; a withdrawal or a correction leaves none but the one written after it.
KEPT = 7
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.[0-9a-f]{8}")


@dataclass(frozen=True, kw_only=True)
class Dump:
    """One whole dump of the archive. What changes when something is taken out is its `removals`."""

    folder: Path
    day: date
    generated_at: datetime
    rows: int
    version: str
    removals: str
    files: Sequence[Written]

    def file(self, name: str) -> Written | None:
        """Return one of its files by name."""
        return next((each for each in self.files if each.name == name), None)


def keep_facts(dump: Dump) -> bytes:
    """Return what is kept beside the files of a dump, for ourselves."""
    facts = asdict(dump) | {
        "folder": dump.folder.name,
        "day": dump.day.isoformat(),
        "generated_at": dump.generated_at.isoformat(),
    }
    return json.dumps(facts, indent=1).encode()


def stored_dumps(folder: Path) -> list[Dump]:
    """Return every dump that lies there whole, the newest first."""
    places = [each for each in _entries(folder) if _NAME.fullmatch(each.name)]
    read = (read_dump(place) for place in places)
    return sorted((dump for dump in read if dump), key=lambda d: d.generated_at, reverse=True)


def standing_dumps(folder: Path, removals: str) -> list[Dump]:
    """Return the dumps that may be given out, one a day: nothing was taken out or changed since."""
    standing: dict[date, Dump] = {}
    for dump in stored_dumps(folder):
        if dump.removals == removals:
            standing.setdefault(dump.day, dump)
    return list(standing.values())


def drop_dumps(folder: Path, kept: Iterable[Dump]) -> int:
    """Remove every dump but those; return how many went."""
    stay = {dump.folder.name for dump in kept}
    gone = [e for e in _entries(folder) if _NAME.fullmatch(e.name) and e.name not in stay]
    for place in gone:
        shutil.rmtree(place, ignore_errors=True)
    return len(gone)


def is_dump(place: Path) -> bool:
    """Tell whether a folder is one that we wrote, and so may be written anew."""
    return (place / FACTS).is_file()


def _entries(folder: Path) -> list[Path]:
    try:
        return [each for each in folder.iterdir() if each.is_dir()]
    except OSError:
        return []


def read_dump(place: Path) -> Dump | None:
    """Return the dump in a folder; None where there is none, or it is just going."""
    try:
        facts: dict[str, Any] = json.loads((place / FACTS).read_bytes())
        return Dump(
            folder=place,
            day=date.fromisoformat(facts["day"]),
            generated_at=datetime.fromisoformat(facts["generated_at"]),
            rows=int(facts["rows"]),
            version=str(facts["version"]),
            removals=str(facts["removals"]),
            files=[Written(**each) for each in facts["files"]],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
