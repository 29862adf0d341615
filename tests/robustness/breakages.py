"""Breaks the product in named ways, one at a time, in a copy of the tree, and says which test notices.

    python tests/robustness/breakages.py [part of a name ...]

The copy's tests must pass first, so that what fails afterwards fails because of the breakage. Each of them runs in
`make test` or `make integration`. Ends with 1 if one breakage was not noticed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

REPO = Path(__file__).resolve().parents[2]
SKIPPED = shutil.ignore_patterns(".git", ".venv", "build", "__pycache__", ".*_cache", ".hypothesis", ".coverage*")
SECONDS = 900
FAILED, PASSED = 1, 0


class Breakage(NamedTuple):
    """What is broken: in `file`, `old` becomes `new`, and `tests` must notice."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


UNIT = "tests/unit"
BENCH = f"{UNIT}/checks/test_bench.py"
CHECK_RUN = f"{UNIT}/checks/test_check_run.py"
CAPS = f"{UNIT}/sandbox/worker/test_limits_caps.py"
CACHE = f"{UNIT}/grading/test_cache_guards.py"
CARRIER = f"{UNIT}/platforms/nbgrader/test_carrier_answers.py"
CELLS = f"{UNIT}/platforms/test_cells_guards.py"
LOOP = f"{UNIT}/grading/test_judge_loop.py"
POOL = "tests/integration/test_pool_guards.py"
BEST = f"{UNIT}/grading/test_best_attempt.py"
CHAIN = "tests/integration/test_chain_course.py"
SERVING = f"{UNIT}/sandbox/worker/test_serving.py"
CHILDREN = "tests/sandbox/test_children.py"
SESSION = f"{UNIT}/sandbox/test_session_cached.py"

GUARDS = [
    Breakage(
        "hidden inputs are drawn without the secret",
        "autograder/checks/bench.py",
        "hmac.new(self._secret, ",
        'hmac.new(b"", ',
        (BENCH,),
    ),
    Breakage(
        "hidden inputs are the same for every submission",
        "autograder/checks/bench.py",
        '("" if self._trusted else digest_of(self.submission.files)) + check',
        "check",
        (BENCH,),
    ),
    Breakage(
        "the secret is lost between settings and bench",
        "autograder/grading/pool.py",
        "        settings.secret,\n",
        '        b"",\n',
        (f"{BENCH}::test_a_judge_calls_code_with_inputs_of_the_secret_and_the_submission",),
    ),
    Breakage(
        "nbgrader judges without a sandbox",
        "autograder/platforms/nbgrader/scores.py",
        'Enum(tuple(SANDBOXES), "bwrap", ',
        'Enum(tuple(SANDBOXES), "none", ',
        (f"{UNIT}/grading/test_settings.py::test_nbgrader_judges_in_the_sandbox_unless_told_otherwise",),
    ),
    Breakage(
        "nbgrader's sandbox stays outside of the judge",
        "autograder/platforms/nbgrader/scores.py",
        "layers_of(self.sandbox))",
        'layers_of("none"))',
        ("tests/integration/test_gradebook_sandbox.py",),
    ),
    Breakage(
        "settings without a word mean no sandbox",
        "autograder/grading/pool.py",
        "layers: frozenset[str] = LAYERS",
        "layers: frozenset[str] = frozenset()",
        (f"{POOL}::test_without_a_word_settings_mean_the_whole_sandbox_and_no_trust",),
    ),
    Breakage(
        "judges import from the folder where one grades",
        "autograder/grading/pool.py",
        'os.environ["PYTHONSAFEPATH"] = "1"',
        'os.environ["PYTHONSAFEPATH"] = ""',
        (f"{POOL}::test_a_file_in_the_folder_where_one_grades_is_not_taken_for_a_library",),
    ),
    Breakage(
        "pytest reads the course's settings",
        "autograder/grading/judge.py",
        ', "-c", os.devnull]',
        "]",
        (f"{LOOP}::test_no_settings_of_pytest_in_the_course_change_which_checks_there_are",),
    ),
    Breakage(
        "pytest reads the shell's settings",
        "autograder/grading/judge.py",
        'if name.startswith("PYTEST_")}',
        'if name.startswith("PYTEST_DISABLE")}',
        (f"{LOOP}::test_no_setting_of_the_shell_reaches_the_judges_pytest_and_all_are_kept",),
    ),
    Breakage(
        "a name in Canvas's roster is a formula",
        "autograder/platforms/canvas.py",
        "[as_text_cell(member.name), ",
        "[member.name, ",
        (CELLS,),
    ),
    Breakage(
        "a kept cell of Canvas is a formula",
        "autograder/platforms/canvas.py",
        'return as_id_cell(member.cells.get(title, "").strip())',
        'return member.cells.get(title, "").strip()',
        (CELLS,),
    ),
    Breakage(
        "a kept cell of Moodle is a formula",
        "autograder/platforms/moodle.py",
        'as_id_cell(member.cells.get(each, "").strip())',
        'member.cells.get(each, "").strip()',
        (CELLS,),
    ),
    Breakage(
        "a written answer is not made harmless",
        "autograder/platforms/nbgrader/carrier.py",
        "harmless(given[0]) if given",
        "given[0] if given",
        (CARRIER,),
    ),
    Breakage(
        "a worker that lies sends a larger array",
        "autograder/sandbox/replies.py",
        "if flat.size > MAX_ARRAY_ENTRIES:",
        "if flat.size > 2 * MAX_ARRAY_ENTRIES:",
        (CAPS,),
    ),
    Breakage(
        "a frame of twice the size is read",
        "autograder/sandbox/worker/wire.py",
        "if size > MAX_FRAME:",
        "if size > 2 * MAX_FRAME:",
        (CAPS,),
    ),
    Breakage(
        "brackets are not counted as items",
        "autograder/sandbox/worker/wire.py",
        '(b",", b"[", b"{")',
        '(b",",)',
        (CAPS,),
    ),
    Breakage(
        "all questions are answered by the process that imported the modules",
        "autograder/sandbox/worker/serving.py",
        'if CAN_FORK and opening["fork"]:',
        "if False:",
        (SERVING,),
    ),
    Breakage(
        "a question may start processes",
        "autograder/sandbox/worker/zygote.py",
        'deny_children if "seccomp" in layers else _nothing',
        "_nothing",
        (f"{CHILDREN}::test_a_probe_starts_no_process_and_would_without_the_layer",),
    ),
    Breakage(
        "a question may change how the process is scheduled that all are forked from",
        "autograder/sandbox/worker/forks.py",
        "(57, 58, 319), ((203, 0), (141, 1))",
        "(57, 58, 319), ()",
        (f"{CHILDREN}::test_a_question_leaves_no_mark_for_the_next",),
    ),
    Breakage(
        "all questions print to one file",
        "autograder/sandbox/worker/fresh.py",
        "scratch = scratch_file()",
        "scratch = os.dup(max(self._channel))",
        (f"{CHILDREN}::test_a_question_leaves_no_mark_for_the_next",),
    ),
    Breakage(
        "files of any size can be written",
        "autograder/sandbox/worker/limits.py",
        "resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))",
        "pass",
        (CAPS,),
    ),
    Breakage(
        "any number of files can be open",
        "autograder/sandbox/worker/limits.py",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_OPEN_FILES, MAX_OPEN_FILES))",
        "pass",
        (CAPS,),
    ),
    Breakage(
        "Landlock grants writing",
        "autograder/sandbox/worker/landlock.py",
        'struct.pack("=Qi", READ, beneath)',
        'struct.pack("=Qi", READ | AccessFS.WRITE_FILE, beneath)',
        (CAPS,),
    ),
]

SCORES = [
    Breakage(
        "an ungraded result is taken from disk for ever",
        "autograder/grading/cache.py",
        " and not result.ungraded}",
        "}",
        (CACHE,),
    ),
    Breakage("results outlive the kit", "autograder/grading/cache.py", ", kit_digest()]", "]", (CACHE,)),
    Breakage("results outlive NumPy", "autograder/grading/cache.py", '("numpy", *map(', '("pytest", *map(', (CACHE,)),
    Breakage("results outlive Python", "autograder/grading/cache.py", "platform.python_version(), ", "", (CACHE,)),
    Breakage(
        "results outlive an earlier assignment's solution",
        "autograder/grading/cache.py",
        "(own, checks, solutions_needed(assignment))",
        "(own, checks)",
        (f"{CHAIN}::test_a_key_changes_with_the_solution_of_an_earlier_assignment",),
    ),
    Breakage(
        "a check that never ran is passed",
        "autograder/grading/judge.py",
        "Verdict(Status.UNGRADED, (reason(",
        "Verdict(Status.PASSED, (reason(",
        (LOOP,),
    ),
    Breakage(
        "a check that never ran has the verdict of the submission before",
        "autograder/grading/judge.py",
        "        plugin.forget(plan.item)\n",
        "",
        (LOOP,),
    ),
    Breakage(
        "a corrected pile received at the same time does not count",
        "autograder/intake/attempts.py",
        "received < before",
        "received <= before",
        (f"{UNIT}/intake/test_attempts_order.py",),
    ),
    Breakage(
        "[due] without [late] costs all",
        "autograder/course/policy.py",
        "per_day: Share = 0.0",
        "per_day: Share = 1.0",
        (f"{UNIT}/platforms/nbgrader/test_lateness.py", BEST),
    ),
    Breakage(
        "the best attempt is picked without its lateness",
        "autograder/grading/best_attempt.py",
        "final(result, at) > final(leader, place)",
        "result.score > leader.score",
        (BEST,),
    ),
    Breakage(
        "of equal attempts the earlier one counts",
        "autograder/grading/best_attempt.py",
        "final(result, at) > final(leader, place)",
        "final(result, at) >= final(leader, place)",
        (BEST,),
    ),
    Breakage(
        "the first of two Canvas columns of one title is taken",
        "autograder/platforms/canvas.py",
        "if len(fits) != 1:",
        "if not fits:",
        (CELLS,),
    ),
    Breakage(
        "the solution's failure is blamed on the student",
        "autograder/checks/check_run.py",
        "if isinstance(error, Problem | ProbeError) or not self.observed",
        "if not self.observed",
        (CHECK_RUN,),
    ),
    Breakage(
        "a passing failure of the solution is remembered",
        "autograder/sandbox/session.py",
        "                self._failed_import = None\n                return reply",
        "                return reply",
        (SESSION,),
    ),
    Breakage(
        "a proof with faults is accepted",
        "autograder/release/proof.py",
        " and not proof.faults else None",
        " else None",
        (f"{UNIT}/release/test_proof_recorded.py",),
    ),
]

DATA = [
    Breakage(
        "a written answer whose source is a string vanishes",
        "autograder/platforms/nbgrader/carrier.py",
        '"source": str(text)}',
        '"source": int(text)}',
        (CARRIER,),
    ),
    Breakage(
        "a disk that fills up leaves a result without its answers",
        "autograder/grading/grade.py",
        "        keep_observations(results, done[student], judged.observations)\n"
        "        write_result(results, done[student])\n",
        "        write_result(results, done[student])\n"
        "        keep_observations(results, done[student], judged.observations)\n",
        (CACHE,),
    ),
]

BREAKAGES = [*GUARDS, *SCORES, *DATA]


def run_tests(tree: Path, tests: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Runs tests in a copy of the tree, whose own code comes before what is installed, until the first fails."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-rfE",
        "--tb=no",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
    ]
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("PYTEST_", "COVERAGE_"))}
    environment = {**kept, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "300"}
    return subprocess.run(
        [*command, f"--basetemp={tree.parent / 'tests'}", *tests],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def noticed_by(breakage: Breakage, tree: Path) -> str:
    """The test that fails in the copy with this breakage, or '' if none does."""
    path = tree / breakage.file
    whole = path.read_text(encoding="utf-8")
    if whole.count(breakage.old) != 1:
        sys.exit(f"{breakage.file} holds {breakage.old!r} {whole.count(breakage.old)} times: mend {breakage.name!r}.")
    path.write_text(whole.replace(breakage.old, breakage.new), encoding="utf-8")
    try:
        said = run_tests(tree, breakage.tests)
    finally:
        path.write_text(whole, encoding="utf-8")
    failed = re.search(r"^FAILED \S*?(\w+\.py::\w+)", said.stdout, re.MULTILINE)
    if said.returncode != (FAILED if failed else PASSED):
        sys.exit(f"The tests did not run with {breakage.name!r}:\n{said.stdout}{said.stderr}")
    return failed[1] if failed else ""


def main(parts: Sequence[str]) -> int:
    """Tries every breakage, or those whose names have one of these parts."""
    chosen = [each for each in BREAKAGES if not parts or any(part in each.name for part in parts)]
    with tempfile.TemporaryDirectory(prefix="breakages-") as scratch:
        tree = Path(scratch) / "tree"
        shutil.copytree(REPO, tree, ignore=SKIPPED, symlinks=True)
        whole = run_tests(tree, list(dict.fromkeys(test for each in chosen for test in each.tests)))
        if whole.returncode != PASSED:
            sys.exit(f"The tests fail without any breakage:\n{whole.stdout}{whole.stderr}")
        count = 0
        for each in chosen:
            start = time.monotonic()
            test = noticed_by(each, tree)
            count += bool(test)
            told = f"noticed by {test}" if test else "NOT NOTICED"
            print(f"{each.name}: {told} ({time.monotonic() - start:.0f} s)", flush=True)
    print(f"{count} of {len(chosen)} noticed")
    return int(count < len(chosen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
