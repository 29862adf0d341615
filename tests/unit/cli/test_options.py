"""What is printed as JSON is the same, whether it is one record or a class."""

from __future__ import annotations

import msgspec
import pytest

from autograder.cli.options import print_json
from autograder.records import Refusal

MANY = [Refusal(f"{number}.7z", "is no zip \N{SNOWMAN}") for number in range(3)]


@pytest.mark.parametrize("value", [[], MANY[:1], MANY, [[], [1, 2]], MANY[0], {"a": [1]}])
def test_a_list_is_written_item_by_item_as_if_it_were_written_at_once(value, capfdbinary):
    print_json(value)
    assert capfdbinary.readouterr().out == msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
