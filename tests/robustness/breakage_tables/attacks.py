"""Takes the guards away that an attack of its own is on: `attacks/run.py` must say that it got through."""

from __future__ import annotations

from breakage_tables.breakage import Breakage

ATTACKS = "attacks/01_tiny"
IDENTITY = "autograder/intake/identity.py"
COLLECT = "autograder/intake/collect.py"

TABLE = [
    Breakage(
        "whoever may be two participants is the first of them",
        IDENTITY,
        "    found = readings(label, wanted, platform)\n    return found[0] if len(found) == 1 else None",
        "    found = readings(label, wanted, platform)\n    return found[0] if found else None",
        (f"{ATTACKS}/name_of_a_participant",),
    ),
    Breakage(
        "only the first number in a name of Canvas's is looked at",
        IDENTITY,
        "for match in _CANVAS.finditer(name, 1):",
        "for match in list(_CANVAS.finditer(name, 1))[:1]:",
        (f"{ATTACKS}/name_of_a_user",),
    ),
    Breakage(
        "a student's archive says when it was handed in",
        COLLECT,
        "    return [entry.modified for handin in handins for entry in handin.entries if not entry.folder]",
        "    from autograder.intake.selection import _opened\n\n"
        "    return [entry.modified for handin in handins for entry in _opened(handin) if not entry.folder]",
        (f"{ATTACKS}/dates_itself",),
    ),
    Breakage(
        "what is refused never asks for a person",
        "autograder/intake/for_a_person.py",
        "person=late or any(_may_be(assignment, each, name) for name in missing)",
        "person=False",
        (f"{ATTACKS}/unreadable_archive",),
    ),
    Breakage(
        "a corrected time does not reach the gradebook",
        "autograder/platforms/nbgrader/grades.py",
        "            if assignment.name in course.policy.due:\n",
        "            if False:\n",
        (f"{ATTACKS}/corrected_times",),
    ),
    Breakage(
        "a student's machine has rules of its own",
        "autograder/sandbox/worker/entry.py",
        '        restrain(opening["memory_mb"])\n        return ["process"]\n\n'
        "    serve(reader, writer, folder, prepare, lambda: None, lambda opening: True)",
        '        return ["process"]\n\n    serve(reader, writer, folder, prepare, lambda: None, lambda opening: False)',
        (f"{ATTACKS}/logs_to_a_file",),
    ),
]
