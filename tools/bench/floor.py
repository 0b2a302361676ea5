"""The floor: one INSERT with a durable commit, and a list of twenty rows through a template.

Served by the same server with the same settings as the product; FLOOR_DATABASE_URL names its
database; SQLite commits as the product's does.
"""

import os
from typing import Any

from flask import Flask, render_template_string, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

ROWS = 20
PAGE = """<!doctype html><title>x</title><table>{% for row in rows %}
<tr><td>{{ row.id }}</td><td>{{ row.story }}</td></tr>{% endfor %}</table>"""


class Base(DeclarativeBase):
    """Base of the one table."""


class Entry(Base):
    """A row of the floor."""

    __tablename__ = "entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    story: Mapped[str]


def create_app() -> Flask:
    """Return the floor, its table made and filled with one page of rows."""
    app = Flask("floor")
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["FLOOR_DATABASE_URL"]
    db = SQLAlchemy(app, model_class=Base)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _set_pragmas)

    @app.post("/insert")
    def insert() -> str:
        db.session.add(Entry(story=request.form["story"]))
        db.session.commit()
        return "ok"

    @app.get("/list")
    def show() -> str:
        rows = db.session.scalars(select(Entry).order_by(Entry.id.desc()).limit(ROWS)).all()
        return render_template_string(PAGE, rows=rows)

    return app


def prepare(url: str) -> None:
    """Make the table, with one page of rows in it."""
    engine = create_engine(url)
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Entry(story=f"Hồ sơ số {number}") for number in range(ROWS))
        session.commit()
    engine.dispose()


def _set_pragmas(dbapi: Any, _record: object) -> None:
    dbapi.execute("PRAGMA journal_mode=WAL")
    dbapi.execute("PRAGMA synchronous=FULL")
    dbapi.execute("PRAGMA busy_timeout=10000")
