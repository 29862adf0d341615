"""Connections to one gradebook wait for each other, and share what is compiled; a database is opened, or it is said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("nbgrader")

import sqlalchemy
from nbgrader import api
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from autograder.errors import Problem
from autograder.platforms.nbgrader import database
from autograder.platforms.nbgrader.database import require_database, share_engines, wait_for_locks, without_password


def test_gradebooks_of_one_database_share_an_engine_and_others_do_not(monkeypatch, tmp_path):
    monkeypatch.setattr(api, "get_alembic_version", lambda: "not asked")  # which starts a process
    monkeypatch.setattr(api, "create_engine", api.create_engine)  # put back what the next line changes
    share_engines()
    share_engines()
    one, other = (f"sqlite:///{tmp_path / name}" for name in ("one.db", "other.db"))
    with api.Gradebook(one) as first:
        first.update_or_create_student("ada")
        with api.Gradebook(one) as second, api.Gradebook(other) as third:
            assert second.engine is first.engine is not third.engine
            assert [each.id for each in second.students] == ["ada"]
            assert third.students == []
        assert first.db.execute(text("SELECT id FROM student")).scalars().all() == ["ada"]  # open still


def test_that_they_are_to_share_may_be_said_twice_and_leaves_what_is_shared(monkeypatch, tmp_path):
    monkeypatch.setattr(api, "create_engine", sqlalchemy.create_engine)
    share_engines()
    url = f"sqlite:///{tmp_path / 'one.db'}"
    first = api.create_engine(url)
    share_engines()
    assert api.create_engine(url) is first


def busy_timeout(folder: Path) -> int:
    engine = sqlalchemy.create_engine(f"sqlite:///{folder / 'any.db'}")
    try:
        with engine.connect() as connection:
            return int(connection.execute(text("PRAGMA busy_timeout")).scalar_one())
    finally:
        engine.dispose()


def test_whoever_finds_the_gradebook_locked_waits_a_minute(tmp_path):
    if event.contains(Engine, "connect", database._wait_for_locks):  # by another test
        event.remove(Engine, "connect", database._wait_for_locks)
    assert busy_timeout(tmp_path) < 60_000
    wait_for_locks()
    wait_for_locks()
    assert busy_timeout(tmp_path) == 60_000


def test_what_is_no_sqlite_has_no_such_setting():
    database._wait_for_locks(object(), None)


@pytest.mark.parametrize("url", ["postgresql://user@host/course", "sqlite:///x.db", "postgresql:///course?host=/run"])
def test_an_address_without_a_password_is_taken_as_it_is(url):
    assert without_password(url) == url


@pytest.mark.parametrize(
    "url", ["postgresql://user:pw@host/course", "postgresql://user:@host/c", "postgresql:///course?password=pw"]
)
def test_an_address_with_a_password_is_refused_without_telling_it(url):
    for function in (without_password, require_database):
        with pytest.raises(Problem, match="leave the password out") as error:
            function(url)
        assert "pw" not in str(error.value).replace("pgpass", "")


@pytest.mark.parametrize("url", ["", "course", "sqlite:/x:y:z@"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(Problem, match="no database URL"):
        without_password(url)


def test_a_database_that_opens_is_left_closed(tmp_path, monkeypatch):
    open_now: list[object] = []

    def watched(url: str) -> Engine:
        engine = sqlalchemy.create_engine(url)
        event.listen(engine, "connect", lambda connection, record: open_now.append(connection))
        event.listen(engine, "close", lambda connection, record: open_now.remove(connection))
        engines.append(engine)
        return engine

    engines: list[Engine] = []
    monkeypatch.setattr(database, "create_engine", watched)
    require_database(f"sqlite:///{tmp_path / 'a.db'}")
    assert (len(engines), open_now) == (1, [])


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////nowhere/at/all/x.db", "The database sqlite:////nowhere/at/all/x.db cannot be opened: "),
        ("nosuch://user@host/course", "nothing here speaks to such a database"),
    ],
)
def test_a_database_that_does_not_open_is_named(url, said):
    with pytest.raises(Problem, match=said):
        require_database(url)


def test_a_driver_that_is_missing_is_named_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Problem, match=r"needs the driver psycopg2?, .*course,postgresql"):
        require_database("postgresql://user@host/course")
