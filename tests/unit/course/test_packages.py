"""Packages that an assignment names: who provides them, what they need, and what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.packages import absent, importable, installed_files, provider
from autograder.errors import Problem


def test_a_package_of_another_name_than_its_distribution_is_found():
    assert (provider("sklearn"), provider("numpy"), provider("not_there")) == ("scikit-learn", "numpy", "not_there")


def test_what_is_not_installed_is_named():
    assert absent(["numpy", "not_there", "sklearn"]) == ["not_there"]


def test_a_submission_may_import_numpy_alone_unless_packages_are_named():
    assert importable(()) == ("numpy",)


def test_what_a_package_needs_may_be_imported_too():
    assert {"numpy", "sklearn", "scipy", "joblib"} <= set(importable(("sklearn",)))
    assert "pytest" not in importable(("sklearn",))


def test_files_are_those_at_the_top_of_site_packages_each_once():
    found = list(installed_files(["msgspec", "numpy", "numpy"]))
    assert len(found) == len(set(found))
    assert sorted(path.name for path in found if path.name in ("msgspec", "numpy")) == ["msgspec", "numpy"]
    assert all(isinstance(path, Path) and path.exists() and path.suffix not in (".dist-info", ".pth") for path in found)


def test_a_package_that_is_not_installed_is_a_problem_that_says_how_to_get_it():
    with pytest.raises(Problem, match="pip install not_there"):
        list(installed_files(["not_there"]))
