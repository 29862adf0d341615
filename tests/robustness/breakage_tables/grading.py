"""Breaks judging, the cache of results, and which attempt counts."""

from __future__ import annotations

from breakage_tables.breakage import Breakage

UNIT = "tests/unit"
BENCH = f"{UNIT}/checks/test_bench.py"
CACHE = f"{UNIT}/grading/test_cache_guards.py"
KEYS = f"{UNIT}/grading/test_keys.py"
REGRADE = f"{UNIT}/grading/test_regrade.py"
REMEMBERING = f"{UNIT}/grading/test_remembering.py"
LOOP = f"{UNIT}/grading/test_judge_loop.py"
POOL = "tests/integration/test_pool_guards.py"
BEST = f"{UNIT}/grading/test_best_attempt.py"
CHAIN = "tests/integration/test_chain_course.py"
WITHHELD = "tests/integration/test_withheld.py"
FLAGS = f"{UNIT}/grading/test_flags.py"
SETTINGS = f"{UNIT}/grading/test_settings.py"

TABLE = [
    Breakage(
        "the secret is lost between settings and bench",
        "autograder/grading/pool.py",
        "        settings.secret,\n",
        '        b"",\n',
        (f"{BENCH}::test_a_judge_calls_code_with_inputs_of_the_secret_and_the_submission",),
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
        '"PYTHONSAFEPATH": "1"',
        '"PYTHONSAFEPATH": ""',
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
        "an ungraded result is taken from disk for ever",
        "autograder/grading/cache.py",
        " and not result.ungraded:",
        ":",
        (CACHE,),
    ),
    Breakage("results outlive the kit", "autograder/grading/keys.py", ", kit_digest()]", "]", (KEYS,)),
    Breakage("results outlive NumPy", "autograder/grading/keys.py", '("numpy", *map(', '("pytest", *map(', (KEYS,)),
    Breakage("results outlive Python", "autograder/grading/keys.py", "platform.python_version(), ", "", (KEYS,)),
    Breakage(
        "results outlive an earlier assignment's solution",
        "autograder/grading/keys.py",
        "digest([digest_of(solutions_needed(assignment)), settings.secret",
        "digest([settings.secret",
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
        "a disk that fills up leaves a result without its answers",
        "autograder/grading/grade.py",
        "            keep_observations(results, result, outcome.observations)\n",
        "            write_result(results, result)\n"
        "            keep_observations(results, result, outcome.observations)\n",
        (CACHE,),
    ),
    Breakage(
        "answers are used of who was late",
        "autograder/grading/remembering.py",
        "kept is not None and not kept.late and",
        "kept is not None and",
        (f"{REMEMBERING}::test_of_who_was_late_nothing_is_used",),
    ),
    Breakage(
        "who is late now is not judged whole",
        "autograder/grading/remembering.py",
        "self._late = self._late or isinstance(reply, Timeout | Spent)",
        "self._late = False",
        (f"{REMEMBERING}::test_who_is_late_now_is_in_doubt",),
    ),
    Breakage(
        "what was spent then may be spent once more",
        "autograder/grading/remembering.py",
        "            self.spending.note(*self._kept.cost, remembered=True)\n",
        "",
        (f"{REMEMBERING}::test_what_was_spent_then_counts_as_spent",),
    ),
    Breakage(
        "a promise to lower nobody is forgotten",
        "autograder/grading/outcomes.py",
        "if former and former.held and not lift",
        "if former and former.held and lift",
        (f"{REGRADE}::test_never_lower_holds_the_result_and_grade_keeps_the_promise",),
    ),
    Breakage(
        "results are replaced before they are kept",
        "autograder/grading/former.py",
        "        for student in sorted(set(students) - set(self.students())):\n",
        "        for student in ():\n",
        (f"{REGRADE}::test_undone_every_byte_is_as_it_was_and_the_log_has_grown",),
    ),
    Breakage(
        "what was graded since is put back, too",
        "autograder/grading/regrade.py",
        "elif former.is_written(student):",
        "elif True:",
        (f"{REGRADE}::test_who_was_graded_since_is_left_alone_and_named",),
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
        "what is kept while isinstance is asked is not noted",
        "autograder/grading/flags.py",
        "args=[_, kinds]) if _is_named(kinds):",
        "args=[_, kinds]):",
        (FLAGS,),
    ),
    Breakage(
        "another name of a library hides what is asked of it",
        "autograder/grading/flags.py",
        "    _follow_names(nodes)\n",
        "",
        (FLAGS,),
    ),
    Breakage(
        "whatever is called self is taken for the student's own",
        "autograder/grading/flags.py",
        'if sum("self" in _bound(node) for node in nodes) == 1:',
        "if True:",
        (FLAGS,),
    ),
    Breakage(
        "a module of any length is parsed",
        "autograder/grading/flags.py",
        "if len(content) > MAX_PARSED:",
        "if False:",
        (FLAGS,),
    ),
    Breakage(
        "what may hang uses up the budget before all else has run",
        "autograder/grading/judge.py",
        "if self.bench.time_outs.may_hang(plan.asked):",
        "if False:",
        (f"{LOOP}::test_what_may_hang_waits_until_all_else_has_run_and_then_has_a_session_of_its_own",),
    ),
    Breakage(
        "a cluster is told by a mutant where a planted mistake gives its values",
        "autograder/report/clusters.py",
        '"" if mistake else mistakes.mutants.get(name, "")',
        'mistakes.mutants.get(name, "")',
        ("tests/unit/report/test_clusters.py",),
    ),
    Breakage(
        "what may take long uses up the budget before all else has run",
        "autograder/grading/judge.py",
        "late = [plan for plan in plans if self.is_long(plan)]",
        "late = []",
        (f"{LOOP}::test_what_may_take_long_is_run_last_of_all",),
    ),
    Breakage(
        "the time of the solution sets no budget",
        "autograder/grading/settings.py",
        "assignment=assignment.with_budget(found.seconds), ",
        "",
        (f"{SETTINGS}::test_the_budget_comes_from_the_time_that_the_solution_takes",),
    ),
    Breakage(
        "what the judge fails at with one submission ends it for all",
        "autograder/grading/judge.py",
        "except Exception as error:",
        "except ZeroDivisionError as error:",
        (f"{LOOP}::test_whatever_the_judge_fails_at_costs_nobody_else_a_grade",),
    ),
    Breakage(
        "sys.modules is noted only where a module is asked of it",
        "autograder/grading/flags.py",
        'case ast.Attribute(value=ast.Name(id="sys"), attr="modules"):',
        'case ast.Attribute(value=ast.Name(id="_sys"), attr="modules"):',
        (FLAGS,),
    ),
    Breakage(
        "what a proof of another source says of needs counts",
        "autograder/grading/needs.py",
        "if proved.needs_key != needs_key(assignment):",
        "if False:",
        ("tests/unit/grading/test_needs.py::test_what_a_proof_of_this_source_says_is_not_judged_again",),
    ),
]
