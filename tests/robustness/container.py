"""Builds the Dockerfile and grades in its container, with the options that docs/security/promises.md prints.

    python tests/robustness/container.py                    builds the image chainrule, then tries it
    python tests/robustness/container.py --image NAME       tries an image that was built already

Needs Linux, Docker or (as root) Podman, and a network for the build; says so and exits with 0 without an engine. A pile
with two attackers and an honest student is graded as the page says; each attempt that has to be refused must be, by
`doctor` with advice and by `grade` with no result, no traceback and an exit status that is not 0. At the end stands one
line with the counts.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

REPO = Path(__file__).resolve().parents[2]
TINY = REPO / "tests/course"
ATTACKERS = ("fork_bomb", "patched_test_tools")
IMAGES_USER = 1000
USER = f"{os.getuid() or IMAGES_USER}:{os.getgid() or IMAGES_USER}"


class Trial(NamedTuple):
    """One way to start the container, and whether it may grade."""

    title: str
    options: list[str]
    grades: bool


class Container(NamedTuple):
    """The engine's program, the image, and the course that it mounts."""

    engine: str
    image: str
    course: Path

    def run(self, options: list[str], *command: str) -> subprocess.CompletedProcess[str]:
        """Runs `autograder` in a fresh container."""
        mount = f"{self.course}:/course"
        words = [self.engine, "run", "--rm", *options, "-v", mount, "-e", "COLUMNS=200", self.image, *command]
        return subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)


def printed_options() -> list[str]:
    """The security options of the command in docs/security/promises.md."""
    page = (REPO / "docs/security/promises.md").read_text(encoding="utf-8")
    command = page.partition("docker run --rm")[2].partition("chainrule grade")[0]
    return re.findall(r"--security-opt (\S+)", command)


def trials() -> Iterator[Trial]:
    """Every way that is tried."""
    options = printed_options()
    without = {option: _secured(each for each in options if each != option) for option in options}
    everything = _secured(options)
    if USER.startswith(f"{IMAGES_USER}:"):
        yield Trial("as printed", everything, True)
    for user in (USER, "0:0"):
        yield Trial(f"as printed, --user {user}", [*everything, "--user", user], True)
    bound = ["--user", "0:0", "--cap-drop", "ALL", "--cap-add", "DAC_OVERRIDE"]
    yield Trial("root without powers", [*everything, *bound], False)
    yield Trial("root that cannot become nobody", [*everything, "--user", "0:0", "--cap-drop", "SETUID"], False)
    for option, rest in without.items():
        if not option.startswith("apparmor"):  # which many machines do not have
            yield Trial(f"without {option}", rest, False)


def _secured(options: Iterable[str]) -> list[str]:
    return [word for option in options for word in ("--security-opt", option)]


def set_up(course: Path) -> None:
    """The tiny course with a pile handed in, owned by the container's user."""
    shutil.copytree(TINY, course, ignore=shutil.ignore_patterns("__pycache__"))
    solution = (course / "source/01_tiny/tiny.py").read_text()
    for student in ("honest", *ATTACKERS):
        attack = "" if student == "honest" else (REPO / "attacks/01_tiny" / student / "attack.py").read_text()
        (course / "pile" / student).mkdir(parents=True)
        (course / "pile" / student / "tiny.py").write_text(solution + attack)
    if os.getuid() == 0:
        for path in (course, *course.rglob("*")):
            os.chown(path, *map(int, USER.split(":")))


def faults(container: Container, trial: Trial) -> list[str]:
    """What was not as it has to be."""
    doctor = container.run(trial.options, "doctor")
    grade = container.run(trial.options, "grade", "01_tiny", "--force", "--json", "--results", "/tmp/results")
    found = {result["student"]: result for result in json.loads(grade.stdout or "[]")}
    says = doctor.stdout + doctor.stderr + grade.stdout + grade.stderr
    wrong = ["a traceback"] if "Traceback" in says else []
    if (doctor.returncode == 0, grade.returncode == 0) != (trial.grades, trial.grades):
        wrong.append(f"doctor ended with {doctor.returncode}, grade with {grade.returncode}: {says[-1500:]}")
    return wrong + (_graded_wrongly(found) if trial.grades else _refused_wrongly(found, doctor.stdout))


def _graded_wrongly(found: dict[str, Any]) -> list[str]:
    full = {student: result["score"] == result["max_score"] for student, result in found.items()}
    return [] if full == {"honest": True, **dict.fromkeys(ATTACKERS, False)} else [f"full marks: {full}"]


def _refused_wrongly(found: dict[str, Any], diagnosis: str) -> list[str]:
    wrong = ["something was graded"] if found else []
    advised = "get it: start the container" in diagnosis or "grade as an ordinary user" in diagnosis
    return wrong if advised else [*wrong, f"no advice: {diagnosis[-1500:]}"]


def tried(container: Container) -> int:
    """Tries everything and says how it went; how many trials failed."""
    collected = container.run(["--user", USER], "collect", "01_tiny", "pile")
    if collected.returncode:
        sys.exit(f"collect failed: {collected.stdout}{collected.stderr}")
    failed = 0
    for trial in trials():
        wrong = faults(container, trial)
        failed += bool(wrong)
        print(f"{'FAILED' if wrong else 'as it has to be'}: {trial.title}", *wrong, sep="\n  ", flush=True)
    return failed


def answers(engine: str) -> bool:
    """Whether there is this program, and an engine that it reaches: docker may be a client alone."""
    found = shutil.which(engine)
    return found is not None and subprocess.run([found, "info"], capture_output=True, check=False).returncode == 0


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--image", help="an image to try instead of building one")
    parser.add_argument("--engine", choices=("docker", "podman"), help="by default the one that is here")
    asked = parser.parse_args()
    image = asked.image
    usable = [asked.engine] if asked.engine else ["docker", *(["podman"] if os.getuid() == 0 else [])]
    engine = next(filter(answers, usable), None)
    if engine is None:
        print("Skipped: here is neither a docker whose engine runs, nor root's podman.")
        return 0
    if image is None:
        image = "chainrule"
        if subprocess.run([engine, "build", "-t", image, str(REPO)], check=False).returncode:
            print(f"{engine} could not build the image, for the reason above; it needs a network. Or give --image.")
            return 1
    with tempfile.TemporaryDirectory(prefix="chainrule-container-") as folder:
        Path(folder).chmod(0o755)
        course = Path(folder) / "course"
        set_up(course)
        container = Container(engine, image, course)
        failed, total = tried(container), len(list(trials()))
    print(f"{total} trials in {Path(engine).name}: {total - failed} as they have to be, {failed} not.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
