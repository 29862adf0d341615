"""nbgrader for this course. The judge gives the scores; the rest is nbgrader's, and yours to set here."""

from pathlib import Path

from autograder.platforms.nbgrader import configure

c = get_config()  # noqa: F821
configure(c, Path(__file__).parent)

c.CourseDirectory.course_id = "chainrule"
# c.CourseDirectory.db_url = "postgresql:///course"  # by default sqlite, in gradebook.db

# Due dates, lateness, extensions, and which attempt counts stand in course.toml: see docs/instructors/policies.md.
