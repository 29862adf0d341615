"""What a check found, in a line or two, is how it went wrong."""

from __future__ import annotations

import pytest

from autograder.checks.details import gist, in_order, plain_text
from autograder.records import Detail, Label

CALLED = Detail(Label.CALLED, "import tiny\nreturned = 3\ntiny.double(returned)")
RETURNED, DIFFERS = Detail(Label.RETURNED, "6.125"), Detail(Label.DIFFERS, "off by 2.1 %")
RAISED = Detail(Label.RAISED, "TypeError: no")


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ([CALLED, RETURNED, Detail(Label.EXPECTED, "6.0"), DIFFERS], "returned  6.125\ndiffers   off by 2.1 %"),
        ([CALLED, RAISED], "raised    TypeError: no"),
        ([CALLED], "called    import tiny"),
        ([Detail(Label.REASON, "It is too slow."), CALLED], "reason    It is too slow."),
        ([], ""),
    ],
)
def test_the_gist_is_what_came_back_and_not_what_was_called(details, said):
    assert gist(plain_text(details)) == said


def test_details_come_in_the_order_in_which_a_person_reads_them_and_equals_as_they_were():
    first, second = Detail(Label.AT, "z"), Detail(Label.AT, "a")
    assert in_order([DIFFERS, first, CALLED, second, RETURNED]) == [CALLED, first, second, RETURNED, DIFFERS]


def test_rows_line_up_behind_their_label():
    assert plain_text([Detail(Label.AT, "one\ntwo"), RETURNED]) == "at        one\n          two\nreturned  6.125"
