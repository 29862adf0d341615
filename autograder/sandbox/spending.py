"""Counts what a submission costs in all its sessions, and says what is left to it.

It may compute for its budget, and sleep for twice that. Whoever waits for a processor may take longer, as on a machine
with much else to do, but not for ever. So no submission costs more than a fixed time, whatever it does.
"""

from __future__ import annotations

import math

from autograder.sandbox.replies import Spent
from autograder.sandbox.worker.fresh import LENIENCE, WALL_CLOCK_FACTOR, Allowance, is_late, processor_share

# By the clock, beyond what may be waited, for who computes.
PATIENCE_SECONDS = 120.0
# What a question gets by the clock, and may then be judged by, however little of the clock is left.
LEAST_CLOCK_SECONDS = 3.0
# Of JSON there is no infinity.
NO_END = 1e9
# Children's processor time is told in hundredths of a second.
TICK = 0.01
# Of a question that waits for longer it is found out whether it sleeps.
SHORT_WAIT_SECONDS = 0.2


class Spending:
    """What one submission has cost so far, of what it may: `budget` seconds of processor time, or without end."""

    def __init__(self, budget: float = math.inf) -> None:
        self.budget = budget
        self.processor = 0.0
        self.clock = 0.0
        self.asleep = 0.0
        self._of_one_import = 0.0
        self._of_imports = 0.0

    def allowance(self, seconds: float) -> Allowance:
        """What the next question may take that may compute for so many seconds, and take as long as it does."""
        waiting = WALL_CLOCK_FACTOR * self.budget - self.clock
        return {
            "seconds": seconds,
            "left": min(max(self.budget - self.processor, 0.0), NO_END),
            "clock": min(WALL_CLOCK_FACTOR * seconds, max(waiting, LEAST_CLOCK_SECONDS)),
            "patience": max(min(PATIENCE_SECONDS, waiting + PATIENCE_SECONDS), 0.0),
        }

    def note(self, processor: float, clock: float, of_import: bool = False, remembered: bool = False) -> None:
        """Takes down what a question cost, or a first import, which each question then repeats.

        Of what is `remembered` nobody knows any more how busy the machine was.
        """
        self.processor += processor
        self.clock += clock
        if clock - processor > SHORT_WAIT_SECONDS and not remembered:
            # Whatever computing can have taken so long, as busy as the machine is, is no sleep.
            self.asleep += max(clock - LENIENCE * processor / processor_share(), 0.0)
        if of_import:
            self._of_one_import = processor
        self._of_imports += min(processor, self._of_one_import)

    @property
    def spent(self) -> Spent | None:
        """The answer to whatever is still asked, once all is used up; None before."""
        computed = self.processor >= self.budget - TICK
        slept = self.asleep >= WALL_CLOCK_FACTOR * self.budget
        waited = is_late(self.processor, self.clock, WALL_CLOCK_FACTOR * self.budget, PATIENCE_SECONDS)
        if not (computed or slept or waited):
            return None
        return Spent(self.budget, computed and self._of_imports > self.processor / 2)
