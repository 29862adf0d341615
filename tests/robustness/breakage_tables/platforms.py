"""Breaks what goes to and comes from nbgrader, Gradescope, Classroom, Canvas and Moodle."""

from __future__ import annotations

from breakage_tables.breakage import Breakage

UNIT = "tests/unit"
CARRIER = f"{UNIT}/platforms/nbgrader/test_carrier_answers.py"
CELLS = f"{UNIT}/platforms/test_cells_guards.py"
INTAKE_TESTS = f"{UNIT}/intake"
NEEDS_PERSON = f"{INTAKE_TESTS}/test_selection_needs_person.py"
POLICIES = "tests/integration/test_gradebook_policies.py"
EXCHANGE = "tests/integration/test_exchange.py"
SILENCE = f"{UNIT}/platforms/nbgrader/test_carrier_silence.py"
IN_GRADEBOOK = "tests/integration/test_needs_person.py"
WITHHELD = "tests/integration/test_withheld.py"

COMPOSE, COMPOSE_TESTS = "autograder/feedback/page/compose.py", f"{UNIT}/feedback/page/test_compose.py"

MATCHING, MATCHING_TESTS = "autograder/platforms/roster/matching.py", f"{UNIT}/platforms/roster/test_matching.py"

TABLE = [
    Breakage(
        "a name that a student chose is an id",
        MATCHING,
        "        if not told:\n",
        "        if not told or told:\n",
        (MATCHING_TESTS,),
    ),
    Breakage(
        "a number of Gradescope's is one of Canvas's",
        MATCHING,
        '    "sid": ("sis_id", "id_number"),\n    "email": ("email", "login"',
        '    "sid": ("sis_id", "id_number", "canvas_id"),\n    "email": ("email", "login"',
        (MATCHING_TESTS,),
    ),
    Breakage(
        "of two who would be one person, the first is believed",
        MATCHING,
        "if len(surest) == 1 and surest[0] not in doubts:",
        "if surest[0] not in doubts:",
        (MATCHING_TESTS,),
    ),
    Breakage(
        "another id does not speak against a name",
        MATCHING,
        'Rank.NAME, _DIFFERS if differs else "")',
        'Rank.NAME, "")',
        (MATCHING_TESTS,),
    ),
    Breakage(
        "what students call themselves on GitHub is their name",
        "autograder/platforms/roster/table.py",
        'found.pop("name", "")',
        'found.get("name", "")',
        (f"{UNIT}/platforms/roster/test_kept.py",),
    ),
    Breakage(
        "a feedback page tells what earlier solutions may have said",
        COMPOSE,
        "guarded(result.checks) if rules.withholds else",
        "list(result.checks) if rules.withholds else",
        (COMPOSE_TESTS,),
    ),
    Breakage(
        "a feedback page shows pictures while earlier assignments are open",
        COMPOSE,
        "pictures=() if rules.withholds else extras.pictures",
        "pictures=extras.pictures",
        (COMPOSE_TESTS,),
    ),
    Breakage(
        "a feedback page tells what hidden checks found",
        COMPOSE,
        "return [_without_details(_shown(check)) for check in checks]",
        "return [_shown(check) for check in checks]",
        (COMPOSE_TESTS,),
    ),
    Breakage(
        "nbgrader deletes the kit's own pages",
        "autograder/platforms/nbgrader/__init__.py",
        "    keep_own_pages()\n",
        "",
        ("tests/integration/test_feedback_gradebook.py",),
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
        "put_back(harmless(text), pictures)",
        "put_back(text, pictures)",
        (CARRIER,),
    ),
    Breakage(
        "the first of two Canvas columns of one title is taken",
        "autograder/platforms/canvas.py",
        "if len(fits) != 1:",
        "if not fits:",
        (CELLS,),
    ),
    Breakage(
        "a written answer whose source is a string vanishes",
        "autograder/platforms/nbgrader/handed_in.py",
        "[source] if isinstance(source, str) else source",
        "source",
        (CARRIER,),
    ),
    Breakage(
        "an answer that code keeps in a string is lost",
        "autograder/platforms/nbgrader/handed_in.py",
        "said = [each for statement in statements for each in _said(statement)]",
        "said = list[str]()",
        ("tests/unit/platforms/nbgrader/test_carrier_silence.py",),
    ),
    Breakage(
        "a repository that cannot be cloned ends the step",
        "integrations/github-classroom/grade.yml",
        'echo "${1#"$PREFIX"}" >>"$RUNNER_TEMP/failed"\n',
        "exit 255\n",
        (
            "tests/integration/test_classroom.py"
            "::test_a_repository_that_cannot_be_cloned_costs_its_own_student_alone_and_is_named",
        ),
    ),
    Breakage(
        "the exchange believes the time that a student can set",
        "autograder/platforms/nbgrader/exchange.py",
        "datetime.fromtimestamp(changed, UTC)",
        "datetime.fromtimestamp(os.lstat(path).st_mtime, UTC)",
        (EXCHANGE,),
    ),
    Breakage(
        "the exchange looks at the time of the folder alone",
        "autograder/platforms/nbgrader/exchange.py",
        "for name in (*names, *self._assignment().files):",
        "for name in ():",
        (EXCHANGE,),
    ),
    Breakage(
        "what the exchange leaves has no receipt",
        "autograder/platforms/nbgrader/exchange.py",
        "{**files, **taken, RECEIPT: encoded(receipt)}",
        "{**files, **taken}",
        (EXCHANGE,),
    ),
    Breakage(
        "what programs keep for themselves in the exchange is dropped in silence",
        "autograder/platforms/nbgrader/collected.py",
        "    if junk:\n",
        "    if False:\n",
        (f"{UNIT}/platforms/nbgrader/test_collected.py",),
    ),
    Breakage(
        "a link that takes a file's place in the exchange is followed",
        "autograder/platforms/nbgrader/collected.py",
        "content = read_files(folder, {name: cap}).get(name)",
        "content = (folder / name).read_bytes()",
        (f"{UNIT}/platforms/nbgrader/test_collected.py",),
    ),
    Breakage(
        "a row that names nobody is sent to Brightspace",
        "autograder/platforms/brightspace.py",
        "if who := id_number if by_id else username:",
        "if (who := id_number if by_id else username) is not None:",
        (f"{UNIT}/platforms/test_brightspace.py",),
    ),
    Breakage(
        "the exchange believes the name of a folder",
        "autograder/platforms/nbgrader/exchange.py",
        "if self.check_owner and (owner := _owner(path)) != student:",
        "if not (owner := _owner(path)):",
        (EXCHANGE,),
    ),
    Breakage(
        "the export calls what needs a person graded",
        "autograder/platforms/grades.py",
        "if grade.final and grade.student in unclear else grade",
        "if False else grade",
        (NEEDS_PERSON,),
    ),
    Breakage(
        "a feedback page has a score where a person has to look",
        COMPOSE,
        "score=None if waits else score_of",
        "score=score_of",
        (COMPOSE_TESTS,),
    ),
    Breakage(
        "a feedback page says that nothing was handed in where a person has to look",
        COMPOSE,
        "    if extras.unclear:",
        "    if False:",
        (COMPOSE_TESTS,),
    ),
    Breakage(
        "a score that nobody was told is in the log",
        "autograder/platforms/feedback.py",
        "unclear=result.student in unclear)",
        "unclear=False)",
        (f"{UNIT}/platforms/test_feedback.py",),
    ),
    Breakage(
        "Gradescope gets a score for what may be there under another name",
        "autograder/platforms/gradescope/run.py",
        "None if unclear else judge_one",
        "judge_one",
        (f"{UNIT}/platforms/gradescope/test_run.py",),
    ),
    Breakage(
        "results for Gradescope have a score where a person has to look",
        "autograder/cli/export.py",
        "if result.student in unclear:",
        "if False:",
        (f"{UNIT}/cli/test_export.py",),
    ),
    Breakage(
        "the table of a class has a score for who needs a person",
        "autograder/cli/tables.py",
        '("needs a person", "yellow") if result.student in unclear else',
        "",
        (f"{UNIT}/cli/test_tables.py",),
    ),
    Breakage(
        "grading by hand is taken for done though nobody gave anything",
        "autograder/platforms/nbgrader/marks.py",
        " and any(score is not None for score in given)",
        "",
        (f"{UNIT}/platforms/nbgrader/test_marks.py",),
    ),
    Breakage(
        "formulas without an end are looked for in all of an answer",
        "autograder/markup/markdown.py",
        "shorter[part[0]], rule",
        "part[0], rule",
        (f"{UNIT}/markup/test_markdown.py",),
    ),
    Breakage(
        "a table that is none is tried from each of its rows",
        "autograder/markup/markdown.py",
        "MOST_LINES = 20_000",
        "MOST_LINES = 10**9",
        (f"{UNIT}/markup/test_markdown.py",),
    ),
    Breakage(
        "the gradebook calls what needs a person graded",
        "autograder/platforms/nbgrader/scores.py",
        "read_submission(student, place, assignment), needs_person(place)",
        "read_submission(student, place, assignment), False",
        (IN_GRADEBOOK,),
    ),
    Breakage(
        "of two answers to a question the first counts in silence",
        "autograder/platforms/nbgrader/carrier.py",
        "_shown(given.values(), SEVERAL",
        "_shown(list(given.values())[:1], SEVERAL",
        (SILENCE,),
    ),
    Breakage(
        "an answer in a cell of its own is not looked for",
        "autograder/platforms/nbgrader/carrier.py",
        "    if beside:",
        "    if False:",
        (SILENCE,),
    ),
    Breakage(
        "a notebook without the cell of an answer is no answer, and worth 0",
        "autograder/platforms/nbgrader/carrier.py",
        "return released if own else GONE",
        "return released",
        (SILENCE,),
    ),
    Breakage(
        "a notebook that cannot be read is no answer, and worth 0",
        "autograder/platforms/nbgrader/carrier.py",
        "if cells is not None else UNREADABLE",
        "",
        (SILENCE,),
    ),
    Breakage(
        "a long answer is cut without a word",
        "autograder/platforms/nbgrader/carrier.py",
        'cut if len(text) > MAX_ANSWER else ""',
        '""',
        (SILENCE,),
    ),
    Breakage(
        "a picture that is attached and not in the text is dropped",
        "autograder/platforms/nbgrader/answer_pictures.py",
        "if name not in shown]",
        "if False]",
        (SILENCE,),
    ),
    Breakage(
        "new times wait for nbgrader to grade again",
        "autograder/platforms/nbgrader/grades.py",
        "if assignment.name in course.policy.due:",
        "if False:",
        (f"{POLICIES}::test_new_times_reach_the_export_from_the_gradebook_before_nbgrader_grades_again",),
    ),
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
        "an answer that goes on in another cell ends at its own",
        "autograder/platforms/nbgrader/carrier.py",
        "short = beside and sum(map(words_in, given)) < SENTENCE",
        "short = False",
        (SILENCE,),
    ),
    Breakage(
        "code of any language is coloured",
        "autograder/markup/markdown.py",
        "if language in COLOURED and len(code) <= MOST_COLOURED:",
        "if language:",
        (f"{UNIT}/markup/test_markdown.py",),
    ),
    Breakage(
        "free days that are spent stay in the gradebook of later assignments",
        "autograder/platforms/nbgrader/lateness.py",
        '_enter_later(gradebook, course, names["assignment"], names["student"])',
        "pass",
        (f"{UNIT}/platforms/nbgrader/test_lateness.py",),
    ),
]
