"""What a course's configuration makes of nbgrader, setting by setting; where it cannot, nbgrader stops."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nbgrader")

from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.course.markers import PLACE
from autograder.errors import Problem
from autograder.platforms.nbgrader import configure, database, formgrader, own_pages
from autograder.platforms.nbgrader.exchange import CollectWithCarrier, ReleaseToSenders
from autograder.platforms.nbgrader.kernels import NoKernel
from autograder.platforms.nbgrader.zip_collect import CollectAssignmentFiles

PACKAGE = "autograder.platforms.nbgrader"
CHANGES = [
    (database, "wait_for_locks"),
    (database, "share_engines"),
    (formgrader, "protect_formgrader"),
    (own_pages, "keep_own_pages"),
]


@pytest.fixture
def configured(course: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setenv("PATH", "/usr/bin")
    config = Config()
    configure(config, course)
    return config


def test_hand_ins_are_scored_by_the_judge_and_no_notebook_runs(configured, course):
    assert configured.Autograde.exporter_class == f"{PACKAGE}.scores.CarrierExporter"
    assert configured.Autograde.sanitize_preprocessors == ["nbgrader.preprocessors.OverwriteCells"]
    assert configured.Autograde.autograde_preprocessors == [
        f"{PACKAGE}.scores.JudgedScores",
        "nbgrader.preprocessors.SaveAutoGrades",
        f"{PACKAGE}.scores.SaveExtraCredit",
        f"{PACKAGE}.lateness.CoursePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    assert import_item(configured.Execute.kernel_manager_class) is NoKernel
    assert configured.AssignLatePenalties.plugin_class == f"{PACKAGE}.lateness.LatePolicy"
    assert configured.Autograde.exclude_overwriting == {"01_tiny": ["tiny.py"]}
    assert configured.ClearSolutions.text_stub == PLACE
    assert "sandbox" not in configured.JudgedScores, "which is the whole one where nobody says otherwise"
    for part in ("JudgedScores", "Withheld", "CoursePenalties", "LatePolicy"):
        assert configured[part].root == str(course)


def test_every_part_that_it_names_is_there(configured):
    for name in [
        configured.Autograde.exporter_class,
        *configured.Autograde.autograde_preprocessors,
        *configured.Autograde.sanitize_preprocessors,
        *configured.GenerateFeedback.preprocessors,
        configured.GenerateFeedback.exporter_class,
        configured.AssignLatePenalties.plugin_class,
    ]:
        assert isinstance(import_item(name), type)


def test_nbgrader_sees_what_is_released_and_never_the_solutions(configured, course):
    folders = configured.CourseDirectory
    assert (folders.root, folders.release_directory) == (str(course), "assignments")
    assert folders.source_directory == ".autograder/gradebook"


def test_pages_are_ours_sanitised_and_without_what_is_not_to_be_seen(configured):
    assert configured.GenerateFeedback.exporter_class == f"{PACKAGE}.pages.PageExporter"
    assert configured.GenerateFeedback.preprocessors == [
        f"{PACKAGE}.scores.Withheld",
        f"{PACKAGE}.lateness.CoursePenalties",
        "nbgrader.preprocessors.GetGrades",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    assert configured.HTMLExporter == {
        "sanitize_html": True,
        "exclude_input_prompt": True,
        "exclude_output_prompt": True,
        "exclude_anchor_links": True,
    }
    assert configured.FormgradeExtension.debug is False


def test_what_is_collected_and_given_back_goes_through_our_hands(configured):
    assert configured.ZipCollectApp.collector_plugin is CollectAssignmentFiles
    assert configured.FileNameCollectorPlugin.valid_ext == [".ipynb", ".py"]
    assert configured.ExchangeFactory.collect is CollectWithCarrier
    assert configured.ExchangeFactory.release_feedback is ReleaseToSenders


def test_nbgraders_own_tools_are_found_where_no_environment_is_activated(configured):
    assert os.environ["PATH"].split(os.pathsep) == [str(Path(sys.executable).parent), "/usr/bin"]


def test_a_path_that_is_not_set_is_nothing_to_stop_at(course, monkeypatch):
    monkeypatch.delenv("PATH")
    configure(Config(), course)
    assert os.environ["PATH"].startswith(str(Path(sys.executable).parent))


@pytest.mark.parametrize(("module", "name"), CHANGES, ids=[name for _, name in CHANGES])
def test_what_nbgrader_has_no_setting_for_is_changed(course, monkeypatch, module, name):
    done: list[str] = []
    monkeypatch.setattr(module, name, lambda: done.append(name))
    configure(Config(), course)
    assert done == [name]


def test_hand_ins_without_a_notebook_get_one(course):
    for place in ("submitted/ada", "assignments"):
        (course / place / "01_tiny").mkdir(parents=True)
    (course / "assignments/01_tiny/01_tiny.ipynb").write_bytes(b"{}")
    configure(Config(), course)
    assert (course / "submitted/ada/01_tiny/01_tiny.ipynb").read_bytes() == b"{}"


def broken_rules(course: Path) -> None:
    (course / "course.toml").write_text("late = 3\n")


def broken_manifest(course: Path) -> None:
    (course / "source/01_tiny/assignment.toml").write_text("title = 3\n")


@pytest.mark.parametrize("broken", [broken_rules, broken_manifest])
def test_a_course_that_cannot_be_read_stops_nbgrader_before_anything_is_set(course, broken):
    """As it goes on at an error in a configuration, and would run students' code unconfined."""
    broken(course)
    config = Config()
    with pytest.raises(SystemExit, match="nbgrader stops") as stopped:
        configure(config, course)
    assert stopped.value.code not in (0, None)
    assert config == {}


def test_a_formgrader_that_cannot_be_protected_stops_nbgrader(course, monkeypatch):
    def refuse() -> Any:
        raise Problem("another version")

    monkeypatch.setattr(formgrader, "protect_formgrader", refuse)
    with pytest.raises(SystemExit, match="another version"):
        configure(Config(), course)


def test_no_kernel_starts():
    with pytest.raises(Problem, match="No notebook is run"):
        NoKernel().start_kernel()
