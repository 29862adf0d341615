"""Takes the largest distance.

Caught by: mean_absolute_error_by_hand, mean_absolute_error_agrees
"""

import numpy as np


def mean_absolute_error(y: np.ndarray, y_hat: np.ndarray) -> float:
    return float(np.abs(y - y_hat).max())
