"""What only the instructor has."""


def test_mean_absolute_error_agrees(agree, rng):
    """mean_absolute_error agrees with the solution on random data of any length."""

    def probe(MODULE, y, y_hat) -> float:
        return MODULE.mean_absolute_error(y, y_hat)

    n = int(rng.integers(3, 20))
    agree(probe, rng.normal(size=n), rng.normal(size=n), rel=1e-12)
