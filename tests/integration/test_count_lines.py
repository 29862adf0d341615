"""The table of lines counts what students read and write, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import REPO, script

from autograder.course.course import Course

pytestmark = pytest.mark.slow
MODULE = '''"""A module."""


def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    # Twice is a sum.
    return x + x
    ### END SOLUTION


def largest(xs):
    """The largest."""
    ### BEGIN SOLUTION
    best = xs[0]

    for x in xs:
        best = x if x > best else best
    return best
    ### END SOLUTION
'''
LESSON = """# Title

```python
import small

# what follows draws
print(small)
```

```python
check("double")
```
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A course of one small assignment."""
    folder = tmp_path / "source" / "01_small"
    folder.mkdir(parents=True)
    (folder / "small.py").write_text(MODULE, encoding="utf-8")
    (folder / "lesson.md").write_text(LESSON, encoding="utf-8")
    manifest = 'title = "Small"\nmodules = ["small"]\n'
    exercise = '[exercises.{0}]\ntitle = "{0}"\nstubs = ["{0}"]\nhints = []\n'
    manifest += "".join(map(exercise.format, ("double", "largest")))
    (folder / "assignment.toml").write_text(manifest, encoding="utf-8")
    return tmp_path


def test_comments_empty_lines_and_cells_of_checks_do_not_count(small):
    (assignment,) = Course(small).all_assignments()
    row = script("tools/count_lines.py").counted(assignment)
    assert (row.given, row.blanks, row.written, row.short) == (2, {"double": 1, "largest": 4}, 5, ["double"])


def test_the_table_adds_up_and_names_short_blanks(small, capsys):
    script("tools/count_lines.py").main(small, names=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split() == ["in", "all", "2", "5", "2", "1", "(50%)"]
    assert lines[3] == "01_small: double"


def test_students_write_450_lines_and_less_than_a_quarter_of_their_blanks_are_of_one_line():
    counter = script("tools/count_lines.py")
    rows = [counter.counted(assignment) for assignment in Course(REPO).all_assignments()]
    assert sum(row.written for row in rows) >= 450
    assert sum(len(row.short) for row in rows) < 0.25 * sum(len(row.blanks) for row in rows)
