"""The key files of an installation, and which process may hold which.

| file            | held by        | opens |
|-----------------|----------------|-------|
| content.key     | web, worker    | the per-case keys, and through them texts and files |
| tracking.key    | web, worker    | nothing: derives tracking keys from idempotency keys |
| lookup.key      | web, worker    | nothing: hashes tracking and form keys, words, hidden values |
| delivery.pub    | web            | nothing: seals a mail address an author opted in with |
| delivery.key    | worker         | the contact box |
| custodian.pub   | web            | nothing: seals an identity |
| custodian.key   | the custodian  | the identity box; protected by a passphrase |
"""

import base64
import os
from pathlib import Path

from feedback_service.foundation import crypto
from feedback_service.identity.errors import (
    KeyCopyDiffers,
    KeyFileMissing,
    KeyFilesMixed,
    KeyFileUnsafe,
)

# In a copy of the keys: without it nobody's second factor can be read.
SECRET_FILE = "secret-key.env"  # noqa: S105 - a name of a file
SYMMETRIC = ("content", "tracking", "lookup")


class KeyRing:
    """Reads key files on demand; a process holds only those it asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: dict[str, bytes] = {}

    @property
    def content(self) -> bytes:
        """The key that wraps the per-case keys."""
        return self._read("content.key")

    @property
    def tracking(self) -> bytes:
        """The secret from which tracking keys are derived."""
        return self._read("tracking.key")

    @property
    def lookup(self) -> bytes:
        """The secret under which tracking and idempotency keys are hashed."""
        return self._read("lookup.key")

    @property
    def delivery_public(self) -> bytes:
        """Seals contact boxes."""
        return self._read("delivery.pub")

    @property
    def custodian_public(self) -> bytes:
        """Seals identity boxes."""
        return self._read("custodian.pub")

    def delivery_private(self) -> bytes:
        """Open contact boxes: for the worker only, and never kept."""
        return _read_file(self.folder / "delivery.key")

    def custodian_private(self, passphrase: str, file: Path | None = None) -> bytes:
        """Open identity boxes: for the custodian, with the passphrase; raises CannotOpen."""
        wrapped = _read_file(file or self.folder / "custodian.key")
        return crypto.unwrap_with_passphrase(wrapped, passphrase)

    def demand(self, *, with_worker: bool) -> None:
        """Raise KeyFileMissing or KeyFileUnsafe unless all that serving needs can be read."""
        _ = (self.content, self.tracking, self.lookup)
        _ = (self.delivery_public, self.custodian_public)
        if with_worker:
            self.delivery_private()

    def demand_sound(self, secret_key: str, *, with_worker: bool) -> None:
        """Raise KeyFilesMixed unless every key is whole and its own, and the worker's a pair."""
        keys = {f"{name}.key": self._read(f"{name}.key") for name in SYMMETRIC}
        for name, key in keys.items():
            if len(key) != crypto.KEY_BYTES:
                raise KeyFilesMixed(f"{name} bị hỏng (không đủ {crypto.KEY_BYTES} byte)")
        if len(set(keys.values())) < len(keys):
            raise KeyFilesMixed("hai tệp khóa có cùng nội dung")
        forms = {form for key in keys.values() for form in _written_forms(key)}
        if secret_key in forms:
            raise KeyFilesMixed("FEEDBACK_SECRET_KEY trùng với một tệp khóa")
        # Only the worker may read its key, so only there the pair can be tried.
        if with_worker and not crypto.is_pair(self.delivery_private(), self.delivery_public):
            raise KeyFilesMixed("delivery.key và delivery.pub không phải một cặp")

    def held(self) -> frozenset[str]:
        """Return the names of the key files this process has read and kept."""
        return frozenset(self._held)

    def _read(self, name: str) -> bytes:
        if name not in self._held:
            self._held[name] = _read_file(self.folder / name)
        return self._held[name]


def create_key_files(folder: Path, custodian_passphrase: str) -> list[Path]:
    """Create the key files that are missing, mode 0600, and return those; never replaces one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = [folder / f"{name}.key" for name in SYMMETRIC]
    created = [path for path in made if _create(path, crypto.new_key())]
    for name in ("delivery", "custodian"):
        private_file, public_file = folder / f"{name}.key", folder / f"{name}.pub"
        if private_file.exists() or public_file.exists():
            continue
        private, public = crypto.new_box_keys()
        if name == "custodian":
            private = crypto.wrap_with_passphrase(private, custodian_passphrase)
        created += [p for p, b in ((private_file, private), (public_file, public)) if _create(p, b)]
    return created


def copy_key_files(source: Path, target: Path, secret_key: str) -> list[Path]:
    """Copy all key files and the secret key, mode 0600, and return those that were written.

    A file that is there already is left alone; raises KeyCopyDiffers when it holds something else.
    """
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = sorted(path for path in source.iterdir() if path.suffix in {".key", ".pub"})
    wanted = {path.name: path.read_bytes() for path in files}
    wanted[SECRET_FILE] = f"FEEDBACK_SECRET_KEY={secret_key}\n".encode()
    there = [name for name in wanted if (target / name).exists()]
    for name in there:
        if (target / name).read_bytes() != wanted[name]:
            raise KeyCopyDiffers(str(target / name))
    return [target / name for name in wanted if _create(target / name, wanted[name])]


def _written_forms(key: bytes) -> tuple[str, ...]:
    return (key.hex(), base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode())


def _create(path: Path, content: bytes) -> bool:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return True


def _read_file(path: Path) -> bytes:
    if not path.is_file():
        raise KeyFileMissing(path.name, str(path.parent))
    if path.suffix == ".key" and path.stat().st_mode & 0o077:
        raise KeyFileUnsafe(str(path))
    return path.read_bytes()
