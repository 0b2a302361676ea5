"""Files: one door for a local folder and for S3-compatible storage (obstore)."""

from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from feedback_service.foundation.errors import NotFound, SettingsError


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


class ObjectStorage:
    """Storage on anything obstore opens."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme == "file":
            folder = Path(parts.path)
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise SettingsError(
                    f"Không ghi được vào thư mục {folder}. Hãy cấp quyền ghi, hoặc chọn thư mục "
                    "khác bằng FEEDBACK_INSTANCE hay FEEDBACK_STORAGE_URL."
                ) from error
            self._store: ObjectStore = LocalStore(folder)
        else:
            self._store = from_url(url)

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
