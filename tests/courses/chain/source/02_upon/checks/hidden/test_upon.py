"""Hidden checks, with the file name of the public ones."""


def test_total_agrees(agree, rng):
    """total agrees with the reference on secret numbers."""

    def probe(left, xs, k) -> float:
        return left.total(xs, k)

    agree(probe, rng.uniform(-9, 9, 4).tolist(), 2.0)
