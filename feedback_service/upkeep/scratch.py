"""A database for the length of a trial, beside the one in service."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from feedback_service.upkeep.errors import ScratchNotAllowed


@contextmanager
def scratch_database(url: str, folder: Path) -> Iterator[str]:
    """Yield the URL of an empty database of the same engine, and remove it at the end."""
    live = make_url(url)
    if live.get_backend_name() == "sqlite":
        yield f"sqlite:///{folder}/feedback.db"
        return
    name = f"feedback_trial_{secrets.token_hex(6)}"
    server = create_engine(live, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            try:
                # A name of our own, not somebody's words.
                connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
            except ProgrammingError as error:
                raise ScratchNotAllowed(role=live.username or "") from error
        try:
            yield live.set(database=name).render_as_string(hide_password=False)
        finally:
            with server.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        server.dispose()
