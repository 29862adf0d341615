"""Breaks the product in named ways, one at a time, in a copy of the tree, and says which test notices.

    python tests/robustness/breakages.py [part of a name ...]

The copy's tests must pass first, so that what fails afterwards fails because of the breakage. Each of them runs in
`make test` or `make integration`; an attack on a guard that no test hands in is tried here. Ends with 1 if one breakage
was not noticed.
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

from breakage_tables import attacks, checks, cluster, course, grading, intake, platforms, sandbox
from breakage_tables.breakage import Breakage

REPO = Path(__file__).resolve().parents[2]
SKIPPED = shutil.ignore_patterns(".git", ".venv", "build", "__pycache__", ".*_cache", ".hypothesis", ".coverage*")
SECONDS = 900
FAILED, PASSED = 1, 0
ATTACKS = "attacks/"

# By the package of what is broken; a release stands with its course, and what runs on a platform with it. Attacks break
# whatever guards against them.
TABLES = {
    "attacks": attacks.TABLE,
    "checks": checks.TABLE,
    "cluster": cluster.TABLE,
    "course": course.TABLE,
    "grading": grading.TABLE,
    "intake": intake.TABLE,
    "platforms": platforms.TABLE,
    "sandbox": sandbox.TABLE,
}
BREAKAGES = [each for table in TABLES.values() for each in table]


def command_for(tree: Path, tests: Sequence[str]) -> list[str]:
    """What runs tests until the first fails, or tries attacks."""
    if all(test.startswith(ATTACKS) for test in tests):
        return ["attacks/run.py", *(test.removeprefix(ATTACKS) for test in tests)]
    options = ["-q", "-x", "-rfE", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist"]
    return ["-m", "pytest", *options, f"--basetemp={tree.parent / 'tests'}", *tests]


def run_tests(tree: Path, tests: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Runs tests, or attacks, in a copy of the tree, whose own code comes before what is installed."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("PYTEST_", "COVERAGE_"))}
    environment = {**kept, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "300"}
    return subprocess.run(
        [sys.executable, *command_for(tree, tests)],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def noticed_by(breakage: Breakage, tree: Path) -> str:
    """The test that fails in the copy with this breakage, or the attack that gets through; '' if none does."""
    path = tree / breakage.file
    whole = path.read_text(encoding="utf-8")
    if whole.count(breakage.old) != 1:
        sys.exit(f"{breakage.file} holds {breakage.old!r} {whole.count(breakage.old)} times: mend {breakage.name!r}.")
    path.write_text(whole.replace(breakage.old, breakage.new), encoding="utf-8")
    try:
        said = run_tests(tree, breakage.tests)
    finally:
        path.write_text(whole, encoding="utf-8")
    # A test that cannot be set up notices too, as the sandbox may refuse itself; a file that cannot be read does not.
    failed = re.search(r"^(?:FAILED|ERROR) \S*?(\w+\.py::\w+)|^\w+/(\w+): (?:forged|told): ", said.stdout, re.MULTILINE)
    if said.returncode != (FAILED if failed else PASSED):
        sys.exit(f"The tests did not run with {breakage.name!r}:\n{said.stdout}{said.stderr}")
    return (failed[1] or f"the attack {failed[2]}") if failed else ""


def main(parts: Sequence[str]) -> int:
    """Tries every breakage, or those whose names have one of these parts."""
    chosen = [each for each in BREAKAGES if not parts or any(part in each.name for part in parts)]
    with tempfile.TemporaryDirectory(prefix="breakages-") as scratch:
        tree = Path(scratch) / "tree"
        shutil.copytree(REPO, tree, ignore=SKIPPED, symlinks=True)
        tests = dict.fromkeys(test for each in chosen for test in each.tests)
        tried = [test for test in tests if test.startswith(ATTACKS)]
        for group in filter(None, ([test for test in tests if test not in tried], tried)):
            whole = run_tests(tree, group)
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
