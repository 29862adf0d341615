"""Public checks, of which two have probes of one name, and two share one."""


def probe_newest(right, versions) -> str:
    return right.newest(versions)


def test_total_by_hand(student):
    """total of [1, 2] by 3 is 9."""

    def probe(left) -> float:
        return left.total([1.0, 2.0], 3.0)

    assert student(probe) == 9.0


def test_newest_of_totals(student):
    """Of 1.9 and 1.10 the latter is newer."""

    def probe(right) -> str:
        return right.newest_of([4.0, 6.0])

    assert student(probe) == "1.10"


def test_newest_by_number(student):
    """1.10 is newer than 1.9."""
    assert student(probe_newest, ["1.9", "1.10"]) == "1.10"


def test_newest_of_one(student):
    """The newest of one version is that one."""
    assert student(probe_newest, ["2.0"]) == "2.0"
