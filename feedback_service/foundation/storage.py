"""Files: one door for a local folder and for S3-compatible storage (obstore).

A local folder is written by our own hand: obstore does not flush to the disk, and the file of an
acknowledged case must be there after a power cut like its row.
"""

from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import obstore
from obstore.store import ObjectStore, from_url

from feedback_service.foundation.errors import NotFound, SettingsError
from feedback_service.foundation.files import flush_folder, write_durably


class FileMissing(NotFound):
    """The record knows a file that the storage does not hold."""

    template = "Tệp này hiện không có trong kho lưu trữ."


class Storage(Protocol):
    """Whole objects by name; contents are encrypted before they come here."""

    def put(self, name: str, content: bytes) -> None:
        """Store an object, replacing one of the same name."""

    def get(self, name: str) -> bytes:
        """Return an object, or raise FileMissing."""

    def delete(self, name: str) -> None:
        """Remove an object; a missing one is no error."""

    def is_empty(self) -> bool:
        """Tell whether it holds no object at all."""


class FolderStorage:
    """Storage in a local folder; what was put is on the disk when `put` returns."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"Không ghi được vào thư mục {folder}. Hãy cấp quyền ghi, hoặc chọn thư mục "
                "khác bằng FEEDBACK_INSTANCE hay FEEDBACK_STORAGE_URL."
            ) from error

    def put(self, name: str, content: bytes) -> None:
        """Store an object, replacing one of the same name."""
        file = self._folder / name
        if not file.parent.is_dir():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flush_folder(self._folder)
        write_durably(file, content)

    def get(self, name: str) -> bytes:
        """Return an object, or raise FileMissing."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError as error:
            raise FileMissing from error

    def delete(self, name: str) -> None:
        """Remove an object; a missing one is no error."""
        (self._folder / name).unlink(missing_ok=True)

    def is_empty(self) -> bool:
        """Tell whether it holds no object at all."""
        return not any(path.is_file() for path in self._folder.rglob("*"))


class ObjectStorage:
    """Storage on anything obstore opens."""

    def __init__(self, url: str) -> None:
        self._store: ObjectStore = from_url(url)

    def put(self, name: str, content: bytes) -> None:
        """Store an object, replacing one of the same name."""
        obstore.put(self._store, name, content)

    def get(self, name: str) -> bytes:
        """Return an object, or raise FileMissing."""
        try:
            return bytes(obstore.get(self._store, name).bytes())
        except FileNotFoundError as error:
            raise FileMissing from error

    def delete(self, name: str) -> None:
        """Remove an object; a missing one is no error."""
        try:
            obstore.delete(self._store, name)
        except FileNotFoundError:
            return

    def is_empty(self) -> bool:
        """Tell whether it holds no object at all."""
        return not any(obstore.list(self._store, chunk_size=1))


def open_storage(url: str) -> Storage:
    """Return the storage that a URL names; raises SettingsError for a folder not writable."""
    parts = urlsplit(url)
    return FolderStorage(Path(parts.path)) if parts.scheme == "file" else ObjectStorage(url)
