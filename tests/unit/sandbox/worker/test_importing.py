"""Modules are compiled once and run in order, each in its own process, as `import` would."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox.worker.importing import Importer

NAMES = ("quartet", "quintet")


@pytest.fixture
def folder(tmp_path) -> Iterator[Path]:
    """An empty folder for modules, which are forgotten afterwards."""
    yield tmp_path
    for name in NAMES:
        sys.modules.pop(name, None)


def run(importer: Importer, folder: Path) -> None:
    """Imports, from a folder that only then is one to import from, and the last."""
    sys.path.append(str(folder))
    importlib.invalidate_caches()
    importer.run()


def test_modules_are_run_in_order_and_may_import_each_other(folder):
    (folder / "quartet.py").write_text("four = 4\n")
    (folder / "quintet.py").write_text("from quartet import four\nfive = four + 1\n")
    importer = Importer(NAMES, str(folder))
    assert not set(NAMES) & set(sys.modules)
    run(importer, folder)
    assert (sys.modules["quartet"].four, sys.modules["quintet"].five) == (4, 5)
    assert sys.modules["quintet"].__file__ == str(folder / "quintet.py")
    assert sys.modules["quintet"].__spec__.name == "quintet"


def test_a_module_that_another_has_imported_already_is_not_run_twice(folder):
    (folder / "quartet.py").write_text("import quintet\nquintet.runs += 1\n")
    (folder / "quintet.py").write_text("runs = 1\n")
    run(Importer(NAMES, str(folder)), folder)
    assert sys.modules["quintet"].runs == 2


def test_it_is_compiled_before_it_is_run_and_then_no_more(folder):
    for name in NAMES:
        (folder / f"{name}.py").write_text("four = 4\n")
    importer = Importer(NAMES, str(folder))
    for name in NAMES:
        (folder / f"{name}.py").write_text("four = = 4\n")
    run(importer, folder)
    assert [sys.modules[name].four for name in NAMES] == [4, 4]


def test_what_fails_is_not_left_behind_half_done(folder):
    (folder / "quartet.py").write_text("four = 4\nraise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        run(Importer(NAMES[:1], str(folder)), folder)
    assert "quartet" not in sys.modules


def test_what_cannot_be_compiled_is_told_where_it_is_imported(folder):
    (folder / "quartet.py").write_text("four = = 4\n")
    (folder / "quintet.py").write_text("five = 5\n")
    importer = Importer(("quintet", "quartet"), str(folder))
    with pytest.raises(SyntaxError):
        run(importer, folder)
    assert sys.modules["quintet"].five == 5


def test_what_is_not_there_is_told_where_it_is_imported(folder):
    with pytest.raises(ModuleNotFoundError):
        run(Importer(NAMES[:1], str(folder)), folder)


@pytest.mark.parametrize("name", ["json", "colorsys"], ids=["in use", "not yet in use"])
def test_a_module_named_as_one_that_python_has_is_python_s(folder, monkeypatch, name):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    (folder / f"{name}.py").write_text("raise AssertionError\n")
    run(Importer((name,), str(folder)), folder)
    assert not sys.modules[name].__file__.startswith(str(folder))


def test_without_a_file_of_its_own_a_library_is_imported(folder):
    run(Importer(("json",), str(folder)), folder)
    assert sys.modules["json"].loads("1") == 1
