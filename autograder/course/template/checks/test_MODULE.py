"""What students see and run."""

import numpy as np

from autograder import approx


def test_mean_absolute_error_by_hand(student):
    """mean_absolute_error of 1, 2 and 2, 0 is (1 + 2) / 2."""

    def probe(MODULE, y, y_hat) -> float:
        return MODULE.mean_absolute_error(y, y_hat)

    observed = student(probe, np.array([1.0, 2.0]), np.array([2.0, 0.0]))
    assert observed == approx(1.5, mistakes={"the sum where the mean belongs": 3.0})
