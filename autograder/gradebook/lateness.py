"""The late policy: a score and how late it was handed in enter, the points it loses leave."""

from __future__ import annotations

import math

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

SECONDS_PER_DAY = 86_400


def late_penalty(score: float, seconds_late: float, per_day: float, grace_hours: float, cap: float) -> float:
    """score * min(cap, per_day * days), days counted from the deadline and rounded up, none within the grace period.

    `per_day` and `cap` are shares of the score, from 0 to 1.
    """
    if seconds_late <= grace_hours * 3600:
        return 0.0
    return score * min(cap, per_day * math.ceil(seconds_late / SECONDS_PER_DAY))


class LatePolicy(LateSubmissionPlugin):  # type: ignore[misc]
    """Takes a share of the score off for each day begun; extensions are nbgrader's own."""

    per_day = Float(0.0, min=0.0, max=1.0, help="The share of the score lost for each day begun.").tag(config=True)
    grace_hours = Float(0.0, min=0.0, help="How late costs nothing, in hours.").tag(config=True)
    cap = Float(1.0, min=0.0, max=1.0, help="The largest share of the score that lateness can cost.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        """The points that this submission loses."""
        return late_penalty(score, total_seconds_late, self.per_day, self.grace_hours, self.cap)
