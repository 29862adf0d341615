"""Breaks what checks ask, draw and tell."""

from __future__ import annotations

from breakage_tables.breakage import Breakage

UNIT = "tests/unit"
BENCH = f"{UNIT}/checks/test_bench.py"
CHECK_RUN = f"{UNIT}/checks/test_check_run.py"
GUARDED = f"{UNIT}/checks/test_guarded.py"
WITHHELD = "tests/integration/test_withheld.py"
TIME_OUTS = f"{UNIT}/checks/test_time_outs.py"

REMEMBERING = f"{UNIT}/grading/test_remembering.py"

TABLE = [
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
        "the solution's failure is blamed on the student",
        "autograder/checks/check_run.py",
        "if isinstance(error, Problem | ProbeError) or not self.observed",
        "if not self.observed",
        (CHECK_RUN,),
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
        "if 0 < number <= len(_lines(files, file)):",
        "if _lines(files, file):",
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
        "each session of a submission has a budget of its own",
        "autograder/checks/bench.py",
        "Session(self._launcher, work, self.spending)",
        "Session(self._launcher, work)",
        (f"{BENCH}::test_all_sessions_of_a_submission_spend_one_budget_and_finding_origins_another",),
    ),
    Breakage(
        "what hangs is run for every check",
        "autograder/checks/time_outs.py",
        "for one, other in combinations(self._late, 2):",
        "for one, other in combinations(self._late[:1], 2):",
        (TIME_OUTS,),
    ),
    Breakage(
        "what needs an exercise that hangs is run",
        "autograder/checks/time_outs.py",
        "for exercise in self._stuck(asked):",
        "for exercise in ():",
        (TIME_OUTS,),
    ),
    Breakage(
        "what an exercise that hangs needs is not what hangs",
        "autograder/checks/time_outs.py",
        "frozenset.intersection(*late) - self._answered <= {asked.exercise, *needed}",
        "True",
        (TIME_OUTS,),
    ),
    Breakage(
        "a bench does not say what checks need",
        "autograder/checks/bench.py",
        "self.needs = needs",
        "self.needs = None",
        (f"{BENCH}::test_what_checks_need_is_known_to_who_counts_time_outs",),
    ),
    Breakage(
        "what has answered may still be what hangs",
        "autograder/checks/time_outs.py",
        "            self._innocent |= asked.calls\n",
        "            pass\n",
        (TIME_OUTS,),
    ),
    Breakage(
        "answers beside right exercises are taken for the submission's own",
        "autograder/checks/recording.py",
        "        self.work = work_key(work)\n",
        "",
        (f"{REMEMBERING}::test_answers_beside_right_exercises_are_kept_apart",),
    ),
    Breakage(
        "a statement that cannot be written out ends the check",
        "autograder/checks/slips.py",
        "except (RecursionError, ValueError):",
        "except ZeroDivisionError:",
        (f"{UNIT}/checks/test_slips.py",),
    ),
]
