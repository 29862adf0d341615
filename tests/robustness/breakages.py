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
        "Verdict(Status.UNGRADED, (words(",
        "Verdict(Status.PASSED, (words(",
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

INTAKE_TESTS = f"{UNIT}/intake"
NEEDS_PERSON = f"{INTAKE_TESTS}/test_selection_needs_person.py"
PER_STUDENT = f"{INTAKE_TESTS}/test_limits_per_student.py"
IMPERSONATION = f"{INTAKE_TESTS}/test_identity_impersonation.py"
POLICIES = "tests/integration/test_gradebook_policies.py"
EXCHANGE = "tests/integration/test_exchange.py"
IN_GRADEBOOK = "tests/integration/test_needs_person.py"

INTAKE = [
    Breakage(
        "one student's crowd of files is read to its end",
        "autograder/intake/quota.py",
        "if len(self._kept[owner]) > MAX_ARCHIVE_ENTRIES:",
        "if False:",
        (f"{PER_STUDENT}::test_a_crowd_of_one_student_is_refused_and_the_others_are_collected",),
    ),
    Breakage(
        "what tools leave behind counts against the class",
        "autograder/intake/quota.py",
        "if entry.parts and not is_junk(entry.parts):",
        "if entry.parts:",
        (f"{PER_STUDENT}::test_what_tools_leave_behind_is_not_counted",),
    ),
    Breakage(
        "what tools leave behind counts in a student's archive",
        "autograder/intake/archives.py",
        "[entry for entry in _listed(data) if not is_junk(entry.parts, own=True)]",
        "list(_listed(data))",
        (f"{PER_STUDENT}::test_what_tools_leave_behind_is_not_counted",),
    ),
    Breakage(
        "files side by side count for nobody",
        "autograder/intake/quota.py",
        "(label and platform_person(label[-1])) or label",
        "label",
        (f"{PER_STUDENT}::test_files_side_by_side_count_for_the_one_who_handed_them_in",),
    ),
    Breakage(
        "where the class has too many, all pay",
        "autograder/intake/quota.py",
        "key=lambda each: len(self._kept[each]), reverse=True",
        "key=lambda each: len(self._kept[each])",
        (f"{PER_STUDENT}::test_where_the_class_has_too_many_the_largest_are_refused",),
    ),
    Breakage(
        "a folder that cannot be read ends the collection",
        "autograder/intake/class_export.py",
        "            if not above:\n                raise\n",
        "            raise\n",
        (f"{PER_STUDENT}::test_a_folder_that_cannot_be_listed_is_told_and_stops_nobody_else",),
    ),
    Breakage(
        "a date that is none ends the collection",
        "autograder/intake/collect.py",
        "except NoDate as error:",
        "except ZeroDivisionError as error:",
        (f"{PER_STUDENT}::test_a_date_that_is_none_is_told_and_stops_nobody_else",),
    ),
    Breakage(
        "a repository that cannot be cloned ends the loop",
        "integrations/github-classroom/grade.yml",
        'echo "$name" >>"$RUNNER_TEMP/failed"\n',
        "exit 1\n",
        (
            "tests/integration/test_classroom.py"
            "::test_a_repository_that_cannot_be_cloned_costs_its_own_student_alone_and_is_named",
        ),
    ),
    Breakage(
        "a name that can be read in two ways is read in the first",
        "autograder/intake/identity.py",
        "    found = readings(label, wanted)\n    return found[0] if len(found) == 1 else None",
        "    found = readings(label, wanted)\n    return found[0] if found else None",
        (IMPERSONATION,),
    ),
    Breakage(
        "only the first number in a name of Moodle's is looked at",
        "autograder/intake/identity.py",
        "for match in _MOODLE.finditer(name, 1):",
        "for match in list(_MOODLE.finditer(name, 1))[:1]:",
        (IMPERSONATION,),
    ),
    Breakage(
        "the exchange believes the time that a student can set",
        "autograder/platforms/nbgrader/exchange.py",
        "os.lstat(place).st_ctime",
        "os.lstat(place).st_mtime",
        (EXCHANGE,),
    ),
    Breakage(
        "the exchange looks at the time of the folder alone",
        "autograder/platforms/nbgrader/exchange.py",
        "places = [path, *(os.path.join(path, name) for name in (*assignment.files, assignment.notebook))]",
        "places = [path]",
        (EXCHANGE,),
    ),
    Breakage(
        "the exchange believes the name of a folder",
        "autograder/platforms/nbgrader/exchange.py",
        'record["username"] = f"{NOBODY}{path}"',
        "pass",
        (EXCHANGE,),
    ),
    Breakage(
        "what may be what is missing is refused in silence",
        "autograder/intake/selection.py",
        "person=any(_may_be(each, name) for name in missing)",
        "person=False",
        (NEEDS_PERSON,),
    ),
    Breakage(
        "an archive of another kind is refused in silence",
        "autograder/intake/selection.py",
        "refusal.person or packed or ",
        "refusal.person or ",
        (NEEDS_PERSON,),
    ),
    Breakage(
        "a crowd that is not looked through asks for nobody",
        "autograder/intake/selection.py",
        "person=not entry.parts)",
        "person=False)",
        (NEEDS_PERSON,),
    ),
    Breakage(
        "any word in a file's name passes for its student's",
        "autograder/intake/selection.py",
        "bool(words) and set(own).issuperset(words)",
        "bool(words)",
        (NEEDS_PERSON,),
    ),
    Breakage(
        "a file with its student's name counts before one of the right name",
        "autograder/intake/selection.py",
        "if not own or any(_is_file(entry) and copy_number(entry.parts[-1], name) is not None for entry in entries):",
        "if not own:",
        (NEEDS_PERSON,),
    ),
    Breakage(
        "a file with its student's name in its name is lost",
        "autograder/intake/selection.py",
        "_without_own_name(assignment, handin.person, _opened(handin))",
        "_opened(handin)",
        (NEEDS_PERSON,),
    ),
    Breakage(
        "grade reads UTF-16 as it is",
        "autograder/intake/submitted.py",
        "found[name] = in_utf8(content)",
        "found[name] = content",
        (NEEDS_PERSON,),
    ),
    Breakage(
        "submit packs UTF-16 as it is",
        "autograder/intake/packing.py",
        "data = in_utf8(data)",
        "in_utf8(data)",
        (NEEDS_PERSON,),
    ),
    Breakage(
        "collect takes UTF-16 as it is",
        "autograder/intake/selection.py",
        "taken[name] = in_utf8(data)",
        "in_utf8(data)\n            taken[name] = data",
        (NEEDS_PERSON,),
    ),
    Breakage(
        "submit leaves a renamed notebook behind",
        "autograder/intake/packing.py",
        'elif others := sorted(path.name for path in folder.glob("*.ipynb")):',
        'elif others := sorted(path.name for path in folder.glob("*.none")):',
        (NEEDS_PERSON,),
    ),
    Breakage(
        "submit packs a damaged notebook",
        "autograder/intake/packing.py",
        'if isinstance(json.loads(data)["cells"], list):',
        "if data:",
        (NEEDS_PERSON,),
    ),
    Breakage(
        "the export calls what needs a person graded",
        "autograder/platforms/grades.py",
        "if grade.final and grade.student in unclear else grade",
        "if False else grade",
        (NEEDS_PERSON,),
    ),
    Breakage(
        "the gradebook calls what needs a person graded",
        "autograder/platforms/nbgrader/scores.py",
        'names["unclear"] = _is_unclear(course, settings.assignment, names["student"])',
        'names["unclear"] = False',
        (IN_GRADEBOOK,),
    ),
    Breakage(
        "the gradebook does not look into receipts",
        "autograder/platforms/nbgrader/scores.py",
        "return needs_person(place) or is_unclear(handed_in)",
        "return is_unclear(handed_in)",
        (IN_GRADEBOOK,),
    ),
    Breakage(
        "of two answers to a question the first counts in silence",
        "autograder/platforms/nbgrader/carrier.py",
        "return not found or any(len({text.strip() for text in texts}) > 1 for texts in found.values())",
        "return not found",
        (IN_GRADEBOOK, f"{UNIT}/platforms/nbgrader/test_scores_unclear.py"),
    ),
    Breakage(
        "new times of the same files are not told to nbgrader",
        "autograder/intake/attempts.py",
        "return Stored.NOTHING if received == before else Stored.TIME",
        "return Stored.NOTHING",
        (f"{POLICIES}::test_new_times_of_what_is_graded_reach_every_grade_without_force",),
    ),
    Breakage(
        "new times wait for nbgrader to grade again",
        "autograder/platforms/nbgrader/grades.py",
        "if assignment.name in course.policy.due:",
        "if False:",
        (f"{POLICIES}::test_new_times_reach_the_export_from_the_gradebook_before_nbgrader_grades_again",),
    ),
]

GUARDED = f"{UNIT}/checks/test_guarded.py"
WITHHELD = "tests/integration/test_withheld.py"
FLAGS = f"{UNIT}/grading/test_flags.py"

CHANNELS = [
    Breakage(
        "feedback tells what code spells beside earlier solutions",
        "autograder/platforms/nbgrader/__init__.py",
        '        "autograder.platforms.nbgrader.scores.Withheld",\n',
        "",
        (WITHHELD,),
    ),
    Breakage(
        "Gradescope tells what code spells beside earlier solutions",
        "autograder/platforms/gradescope/results.py",
        "checks = guarded(result.checks) if withhold else result.checks",
        "checks = result.checks",
        (f"{WITHHELD}::test_gradescopes_results_withhold_by_the_same_dates",),
    ),
    Breakage(
        "Gradescope's judge has no dates",
        "autograder/platforms/gradescope/run.py",
        "results_json(result, notes, course.withholds(assignment, datetime.now(UTC)))",
        "results_json(result, notes)",
        (f"{WITHHELD}::test_gradescopes_judge_withholds_by_dates_in_its_zip_which_names_no_student",),
    ),
    Breakage(
        "solutions are out when they are due, whoever has longer",
        "autograder/course/policy.py",
        "max([self.due[assignment], *self.extensions.get(assignment, {}).values()])",
        "self.due[assignment]",
        (f"{UNIT}/course/test_policy.py",),
    ),
    Breakage(
        "an assignment without a date is closed",
        "autograder/course/policy.py",
        "name in self.due and self.last_deadline(name) < now",
        "name not in self.due or self.last_deadline(name) < now",
        (f"{UNIT}/course/test_policy.py",),
    ),
    Breakage(
        "what does not say what may be told is told",
        "autograder/checks/guarded.py",
        "if each.guarded and (numbers or each.label in WORDS):",
        "if numbers or each.label in WORDS:",
        (GUARDED,),
    ),
    Breakage(
        "each check tells its numbers",
        "autograder/checks/guarded.py",
        "_guarded(check, check.exercise not in told)",
        "_guarded(check, True)",
        (GUARDED,),
    ),
    Breakage(
        "the type of an exception is told as its code names it",
        "autograder/checks/guarded.py",
        'issubclass(kind, BaseException) else "an exception"',
        "issubclass(kind, BaseException) else name",
        (GUARDED,),
    ),
    Breakage(
        "a line is told as a traceback numbers it",
        "autograder/checks/guarded.py",
        "if 0 < number <= len(lines):",
        "if lines:",
        (GUARDED,),
    ),
    Breakage(
        "numbers are told to the last digit",
        "autograder/checks/guarded.py",
        'return f"{value:.3g}"',
        'return f"{value}"',
        (GUARDED,),
    ),
    Breakage(
        "a text that came back is told",
        "autograder/checks/guarded.py",
        'return "a text" if isinstance(value, str)',
        "return value if isinstance(value, str)",
        (GUARDED,),
    ),
    Breakage(
        "a check's own message is told with what was put into it",
        "autograder/checks/check_run.py",
        "reason(text, own_words(error, text))",
        "reason(text, text)",
        (WITHHELD,),
    ),
    Breakage(
        "arguments are told that an answer was made into",
        "autograder/checks/check_run.py",
        "first=not self.observed",
        "first=True",
        (CHECK_RUN,),
    ),
    Breakage(
        "the source is looked at and nothing is noted",
        "autograder/grading/judge.py",
        "() if bench.trusted else flags_of(bench.submission.files)",
        "()",
        (f"{WITHHELD}::test_what_the_source_uses_is_for_instructors_alone",),
    ),
    Breakage(
        "what is too nested to be looked at ends the judge",
        "autograder/grading/flags.py",
        "except (RecursionError, MemoryError):",
        "except ZeroDivisionError:",
        (FLAGS,),
    ),
    Breakage(
        "a module of any length is parsed",
        "autograder/grading/flags.py",
        "if len(content) > MAX_PARSED:",
        "if False:",
        (FLAGS,),
    ),
]

BREAKAGES = [*GUARDS, *SCORES, *DATA, *INTAKE, *CHANNELS]


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
