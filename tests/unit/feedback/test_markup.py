"""Details of a check are rows of a table in a notebook, and of Bootstrap's grid in a gradebook."""

from __future__ import annotations

import pytest

from autograder.feedback.markup import PROSE, details_rows, details_table, prose
from autograder.records import Detail, Label


def test_without_details_there_is_no_table():
    assert details_table(()) == details_rows(()) == ""


def test_each_detail_is_a_row():
    details = (Detail(Label.RETURNED, "7.0"), Detail(Label.EXPECTED, "6.0"))
    table = details_table(details)
    assert (table.count("<table"), table.count("<tr>"), table.count("</table>")) == (1, 2, 1)
    assert table.index(">returned</th>") < table.index("7.0") < table.index(">expected</th>") < table.index("6.0")
    assert details_rows(details) == (
        '<div class="row"><div class="col-xs-2">returned</div><div class="col-xs-10"><pre>\n7.0</pre></div></div>'
        '<div class="row"><div class="col-xs-2">expected</div><div class="col-xs-10"><pre>\n6.0</pre></div></div>'
    )


@pytest.mark.parametrize("label", Label)
def test_only_in_prose_backticks_are_code(label):
    wanted = "<code>a &lt; b</code>" if label in PROSE else "`a &lt; b`"
    detail = Detail(label, "`a < b`")
    assert f"<pre>\n{wanted}</pre>" in details_rows([detail])
    assert f"\n{wanted}</pre>" in details_table([detail])


def test_prose_is_escaped():
    assert prose("a < `b` & `c\n`") == "a &lt; <code>b</code> &amp; `c\n`"
