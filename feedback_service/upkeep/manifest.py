"""What a backup says of itself: `manifest.json`.

| key | holds |
|---|---|
| `format` | 1 |
| `made_at` | the instant of the snapshot, UTC |
| `engine` | `sqlite` or `postgresql` |
| `revision` | of the database's structure |
| `parts` | for every file of the backup but attachments: its SHA-256 and size in bytes |
| `cases` | how many, how many events they have, and the total over their digests |
| `files` | attachments: how many, their bytes, and names that the storage itself had lost |
| `rows` | the number of rows of each table |
| `keys` | a fingerprint of each key file that is needed to read the backup; no key |
| `seal` | HMAC-SHA-256 of all the above under `lookup.key`: nobody without it can alter it |
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from feedback_service.foundation import crypto

FORMAT = 1
_PURPOSE = "backup-manifest"


class ManifestUnreadable(ValueError):
    """These bytes are no manifest of a format we know."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One file of a backup."""

    sha256: str
    bytes: int


@dataclass(frozen=True, kw_only=True)
class CaseTotal:
    """All acknowledged cases; `sha256` is over the listing of their digests."""

    count: int
    events: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class FileTotal:
    """All attachments; `missing` names those the storage no longer held."""

    count: int
    bytes: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself."""

    made_at: str
    engine: str
    revision: str
    parts: Mapping[str, Part]
    cases: CaseTotal
    files: FileTotal
    rows: Mapping[str, int]
    keys: Mapping[str, str]
    format: int = FORMAT

    @property
    def instant(self) -> datetime:
        """When the snapshot was taken."""
        return datetime.fromisoformat(self.made_at)


def write_manifest(manifest: Manifest, key: bytes) -> bytes:
    """Return the file, sealed under a key."""
    content = asdict(manifest)
    return (
        json.dumps(content | {"seal": _seal(content, key)}, indent=1, sort_keys=True) + "\n"
    ).encode()


def read_manifest(raw: bytes) -> tuple[Manifest, str]:
    """Return the manifest and its seal, or raise ManifestUnreadable."""
    try:
        content = json.loads(raw)
        seal = content.pop("seal")
        if content["format"] != FORMAT or set(content) != {f.name for f in fields(Manifest)}:
            raise ManifestUnreadable
        files = content["files"]
        content |= {
            "parts": {name: Part(**part) for name, part in content["parts"].items()},
            "cases": CaseTotal(**content["cases"]),
            "files": FileTotal(**files | {"missing": tuple(files["missing"])}),
        }
        manifest = Manifest(**content)
        _ = manifest.instant
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestUnreadable from error
    return manifest, str(seal)


def seal_fits(manifest: Manifest, seal: str, key: bytes) -> bool:
    """Tell whether nothing in a manifest was altered since it was written."""
    return crypto.same(_seal(asdict(manifest), key).encode(), seal.encode())


def fingerprint(key: bytes) -> str:
    """Return what tells a key from another one, and nothing of the key."""
    return crypto.keyed_digest(key, "fingerprint", b"")[:8].hex()


def _seal(content: dict[str, Any], key: bytes) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return crypto.keyed_digest(key, _PURPOSE, canonical).hex()
