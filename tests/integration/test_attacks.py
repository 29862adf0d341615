"""Attacks handed in among honest students, by the real commands: nothing is forged, told, changed or left behind."""

from __future__ import annotations

import ctypes
import json
import mmap
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers import REPO, TINY_COURSE, judged

from attacks import recipes, table, watch
from autograder.records import Label

pytestmark = pytest.mark.slow
ATTACKS = REPO / "attacks"
FOLDERS = sorted(path.parent for path in ATTACKS.glob("*/*/expected.toml"))
NAMES = [f"{folder.parent.name}/{folder.name}" for folder in FOLDERS]
EXPECTED = {
    name: tomllib.loads((folder / "expected.toml").read_text("utf-8"))
    for name, folder in zip(NAMES, FOLDERS, strict=True)
}
# The tests try those of the assignment whose limits are short, and a few on lessons; `make attack` tries all.
TRIED = [name for name in NAMES if EXPECTED[name].get("essential", name.startswith("01_tiny/"))]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, sandbox: None) -> tuple[int, str, list[Any]]:
    """The command's exit status, its last line, and what it wrote of every session."""
    report = tmp_path_factory.mktemp("attacks") / "report.json"
    command = [sys.executable, str(ATTACKS / "run.py"), "--essential", "--json", str(report)]
    # Not in the tests' own folder for temporary files, whose path is too long for a socket in folders below it.
    here = {name: value for name, value in os.environ.items() if name != "TMPDIR"}
    said = subprocess.run(
        command, cwd=report.parent, env=here, capture_output=True, text=True, timeout=1800, check=False
    )
    assert report.exists(), said.stdout + said.stderr
    return said.returncode, said.stdout, json.loads(report.read_bytes())


@pytest.fixture(scope="module")
def outcomes(run: tuple[int, str, list[Any]]) -> dict[str, dict[str, Any]]:
    """What became of each attack."""
    fields = ("attack", "statuses", "earned", "kept", "forged", "told", "unexpected", "seconds")
    found = [dict(zip(fields, each, strict=True)) for session in run[2] for each in session[0]]
    return {f"{each['attack']['assignment']}/{each['attack']['name']}": each for each in found}


@pytest.mark.parametrize("name", TRIED)
def test_an_attack_earns_nothing_and_learns_nothing(outcomes, name):
    outcome = outcomes[name]
    assert (outcome["forged"], outcome["told"], outcome["unexpected"]) == ([], [], [])


def test_neighbours_get_what_they_get_without_attackers(run):
    assert [student for session in run[2] for student in session[1]] == []


def test_nothing_is_left_behind(run):
    assert [left for session in run[2] for left in session[2]] == []


@pytest.fixture
def segment(sandbox: None) -> Iterator[int]:
    """The number of a new piece of System V shared memory of this machine's."""
    libc = ctypes.CDLL(None, use_errno=True)
    number = libc.shmget(0, mmap.PAGESIZE, 0o600)
    assert number >= 0, os.strerror(ctypes.get_errno())
    yield number
    libc.shmctl(number, 0, None)


def test_shared_memory_that_nobody_uses_is_a_leftover(segment):
    here = watch.machine()
    key_and_number = f"0 {segment}"
    before = {place: {each for each in found if each != key_and_number} for place, found in here.items()}
    assert watch.changes(before, here) == [f"/proc/sysvipc/shm: {key_and_number}"]
    libc = ctypes.CDLL(None)
    libc.shmat.restype, libc.shmat.argtypes = ctypes.c_void_p, [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
    libc.shmdt.argtypes = [ctypes.c_void_p]
    address = libc.shmat(segment, None, 0)
    assert watch.changes(before, here) == []  # as that of a database that was started meanwhile
    libc.shmdt(address)


def test_a_file_in_shared_memory_that_nobody_uses_is_a_leftover(sandbox):
    with tempfile.NamedTemporaryFile(dir="/dev/shm", prefix="left_behind_") as file:
        file.write(bytes(mmap.PAGESIZE))
        file.flush()
        here = watch.machine()
        name = Path(file.name).name
        before = here | {"/dev/shm": here["/dev/shm"] - {name}}
        assert watch.changes(before, here) == [f"/dev/shm: {name}"]
        with mmap.mmap(file.fileno(), 0):
            assert watch.changes(before, here) == []


def test_a_process_that_was_there_before_a_command_is_no_leftover_of_it(tmp_path):
    with subprocess.Popen(["sleep", "60"]) as cluster:
        run = watch.run(["true"], tmp_path, {"PATH": os.environ["PATH"]})
        cluster.kill()
    assert run.leftovers == []


def test_coordinator_judges_and_zygotes_stay_alive_and_as_they_are_and_what_is_printed_is_harmless(run):
    assert [fault for session in run[2] for fault in session[3]] == []


def test_a_judge_more_may_be_seen_where_one_is_held_up_and_none_that_ended_early():
    def disturbed(*last: float, judges: int = 2) -> list[str]:
        roles = [("coordinator", 60.0), ("server", 60.0), *((role, at) for role in watch.HELPED for at in last)]
        seen = {(number, 0): watch.Sighting(role, {"as it was"}, at) for number, (role, at) in enumerate(roles)}
        return watch.Run(0, "", "", seen, []).disturbed(judges)

    assert disturbed(60.0, 60.0) == disturbed(60.0, 60.0, 59.0) == []
    assert disturbed(60.0, 60.0, 20.0) == [f"a {role} ended before the others" for role in watch.HELPED]
    assert disturbed(60.0, 60.0, 60.0, judges=1)[0] == "3 processes were seen as judge, not 1"
    assert disturbed(60.0)[0] == "1 processes were seen as judge, not 2"


def test_the_command_ends_in_one_line_of_counts(run):
    status, said, _ = run
    exempted = sum("known" in EXPECTED[name] for name in TRIED)
    assert said.splitlines()[-1] == (
        f"attacks tried {len(TRIED)}, exempted {exempted}, unexpected 0, forged 0, neighbours changed 0, leftovers 0"
    )
    assert status == 0


def test_every_kind_of_attack_is_tried_by_the_tests():
    kinds = tomllib.loads((ATTACKS / "kinds.toml").read_text("utf-8"))
    assert {str(EXPECTED[name]["kind"]) for name in TRIED} == set(kinds)


def test_three_assignments_and_more_are_attacked():
    assert len({folder.parent for folder in FOLDERS}) >= 4
    assert len(FOLDERS) >= 60
    assert len({name.split("/")[0] for name in TRIED} - {"01_tiny"}) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_an_attack_says_what_it_tries(name):
    assert EXPECTED[name]["about"][-1] in ".?"
    assert EXPECTED[name]["attacked"]


def test_the_table_is_what_the_attacks_say_of_themselves():
    page = table.PAGE.read_text("utf-8")
    became = table.statuses_in(page)
    assert table.table({**dict.fromkeys(NAMES, "?"), **became}) == page[page.index(table.MARK) :]
    for attack in recipes.read_attacks():
        allowed = [*attack.status, *(["passed"] if attack.known else [])]
        statuses = became[f"{attack.assignment}/{attack.name}"].split(", ")
        assert set(statuses) <= {status.replace("_", " ") for status in allowed}, attack.name
        assert ("passed" in statuses) == bool(attack.known), attack.name


# What the judge had to learn from the attacks.


COUNTED = """
import os
import sys

fresh = sys.modules["worker.fresh"]


def told(request, *rest):
    # Processes are numbered in order, and each question has its own.
    return {"kind": "raised", "type": "Order", "text": f"{os.getpid()} {sorted(request['arguments'])}", "frames": []}


fresh.run_probe = told
"""


def test_hidden_checks_run_after_all_public_ones_and_are_listed_beside_them(tiny):
    text = (TINY_COURSE / "source/01_tiny/tiny.py").read_text("utf-8") + COUNTED
    result = judged(tiny, {"ada": text})["ada"]
    assert [(check.exercise, check.hidden) for check in result.checks] == [
        ("double", False),
        ("double", True),
        ("area", False),
        ("area", True),
    ]
    raised = [next(each.text for each in check.details if each.label is Label.RAISED) for check in result.checks]
    numbers = [int(text.removeprefix("Order: ").split()[0]) for text in raised]
    assert max(numbers[0], numbers[2]) < min(numbers[1], numbers[3])
