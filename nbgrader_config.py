"""nbgrader for this course. The judge gives the scores; the rest is nbgrader's, and yours to set here."""

from pathlib import Path

from autograder.gradebook import configure

c = get_config()  # noqa: F821
configure(c, Path(__file__).parent)

c.CourseDirectory.course_id = "chainrule"
# c.CourseDirectory.db_url = "postgresql:///course"  # by default sqlite, in gradebook.db

# Lateness, as shares of the score. Due dates and extensions are set in formgrader or with nbgrader's API.
c.LatePolicy.per_day = 0.0
c.LatePolicy.grace_hours = 0.0
c.LatePolicy.cap = 1.0
