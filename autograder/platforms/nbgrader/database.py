"""Opens the gradebook's database; makes SQLite wait for locks."""

from __future__ import annotations

import functools
import sqlite3
from typing import Any

from sqlalchemy import create_engine, event, inspect, make_url
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from autograder.errors import Problem, install_command

LOCKED_SECONDS = 60
PASSWORD = (
    "leave the password out of the database's URL, which others can read. PostgreSQL's driver finds it in ~/.pgpass, "
    "a line like host:5432:course:user:password, or in the environment variable PGPASSWORD."
)


def wait_for_locks() -> None:
    """Lets every connection to SQLite wait its turn while others write.

    By itself it gives up after 5 s: nbgrader then drops the student it is at, and everyone after.
    """
    if not event.contains(Engine, "connect", _wait_for_locks):
        event.listen(Engine, "connect", _wait_for_locks)


def _wait_for_locks(connection: Any, record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout = {LOCKED_SECONDS * 1000}")


def share_engines() -> None:
    """Lets all of this process's connections to one database share an engine, which remembers compiled statements.

    By itself nbgrader makes ten engines for each submission, and each compiles every statement anew.
    """
    from nbgrader import api

    if not isinstance(api.create_engine, functools._lru_cache_wrapper):
        api.create_engine = functools.cache(api.create_engine)


def without_password(url: str) -> str:
    """The URL itself. Raises `Problem` if it is none, or holds a password: it is written to a file, and shown."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise Problem("That is no database URL. It looks like postgresql://user@host/course.") from None
    if parsed.password is not None or "password" in parsed.query:
        raise Problem(f"Please {PASSWORD}")
    return url


def require_database(url: str) -> None:
    """Raises `Problem` if the database cannot be opened."""
    name = without_password(url)
    try:
        engine = create_engine(url)
        try:
            inspect(engine).get_table_names()
        finally:
            engine.dispose()
    except NoSuchModuleError:
        raise Problem(f"{name}: nothing here speaks to such a database. Use postgresql://, or sqlite:///.") from None
    except ModuleNotFoundError as error:
        raise Problem(
            f"{name} needs the driver {error.name}, which is not installed. Install it with: "
            f"{install_command('course,postgresql')}"
        ) from None
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        raise Problem(f"The database {name} cannot be opened: {reason}. Does it run, and may you use it?") from None
