"""Which errors say that the disk, the database or the storage is full, away or too busy.

None of them is anybody's fault who asks, and all of them pass: such a request is answered with
"not saved, try again" and never with "something is broken".
"""

import errno
import sqlite3
from collections.abc import Iterator

from obstore.exceptions import BaseError as StorageError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

RETRY_SECONDS = 30
_ERRNOS = frozenset(
    {
        *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS),
        *(errno.EMFILE, errno.ENFILE, errno.ESTALE),
    }
)
_SQLITE = frozenset(
    {
        *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED),
        *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL),
    }
)
# Connection lost; serialisation; out of disk, memory or connections; not ready for it; a human
# or a limit of time stepped in; trouble of the machine itself (PostgreSQL, appendix A).
_POSTGRESQL = ("08", "40", "53", "55", "57", "58", "25006")


def is_outage(error: BaseException) -> bool:
    """Tell whether an error, or what it arose from, is of that kind."""
    return any(_is_outage(each) for each in _with_causes(error))


def _is_outage(error: BaseException) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _postgresql_is_away(error.orig)
    if isinstance(error, OSError):
        return error.errno in _ERRNOS
    return isinstance(error, StorageError | NoConnectionFree)


def _postgresql_is_away(error: BaseException | None) -> bool:
    # Named by their words: the driver is installed only where PostgreSQL is used.
    if error is None or not type(error).__module__.startswith("psycopg"):
        return False
    code = getattr(error, "sqlstate", None)
    if code is None:
        return type(error).__name__ in {"OperationalError", "InterfaceError", "ConnectionTimeout"}
    return str(code).startswith(_POSTGRESQL)


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(6):
        if seen is None:
            return
        yield seen
        seen = getattr(seen, "orig", None) or seen.__cause__ or seen.__context__
