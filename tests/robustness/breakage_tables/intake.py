"""Breaks what is read of a class's exports and of whom each file is."""

from __future__ import annotations

from breakage_tables.breakage import Breakage

UNIT = "tests/unit"
INTAKE_TESTS = f"{UNIT}/intake"
NEEDS_PERSON = f"{INTAKE_TESTS}/test_selection_needs_person.py"
PER_STUDENT = f"{INTAKE_TESTS}/test_limits_per_student.py"
IMPERSONATION = f"{INTAKE_TESTS}/test_identity_impersonation.py"
POLICIES = "tests/integration/test_gradebook_policies.py"

TABLE = [
    Breakage(
        "a corrected pile received at the same time does not count",
        "autograder/intake/attempts.py",
        "received < before",
        "received <= before",
        (f"{UNIT}/intake/test_attempts_order.py",),
    ),
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
        "new times of the same files are not told to nbgrader",
        "autograder/intake/attempts.py",
        "return Stored.NOTHING if received == before else Stored.TIME",
        "return Stored.NOTHING",
        (f"{POLICIES}::test_new_times_of_what_is_graded_reach_every_grade_without_force",),
    ),
]
