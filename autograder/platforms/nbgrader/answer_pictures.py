"""Sets the pictures of a written answer aside from its text, and puts back those that can be shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import unquote

from autograder.platforms.nbgrader.handed_in import Cell

MAX_PICTURES = 2_000_000  # characters of base64 in one answer
KINDS = ("image/png", "image/jpeg", "image/gif")
REFERENCE = re.compile(
    r"!\[(?P<alt>[^\[\]\n]{0,200})\]\((?:attachment:(?P<name>(?:[^()\s]|\([^()\s]{0,100}\)){1,300})|"
    rf"data:(?P<kind>{'|'.join(KINDS)});base64,(?P<data>[A-Za-z0-9+/=]++))(?:[ \t]+\"[^\"\n]*\")?\)",
    re.ASCII,
)
BASE64 = re.compile(r"[A-Za-z0-9+/=]+", re.ASCII)
PLACE = re.compile(r"\(data:image/png;base64,([0-9]{1,6})\)", re.ASCII)
HANDED_IN = "the notebook that was handed in"


def set_aside(cells: Iterable[Cell]) -> tuple[str, Sequence[str]]:
    """The text of an answer's cells, in which a number stands for each picture, and the pictures."""
    pictures: list[str] = []

    def place(told: str, kinds: Mapping[str, str]) -> str:
        told = re.sub(r"[^\w .,:-]", " ", told)[:100]
        data = next(
            (f"data:{kind};base64,{kinds[kind]}" for kind in KINDS if BASE64.fullmatch(kinds.get(kind, ""))), ""
        )
        if not data:
            why = "is not shown here, being no PNG, JPEG or GIF: see" if kinds else "is not in"
            return f"*(The picture {told} {why} {HANDED_IN}.)*"
        if sum(map(len, pictures)) + len(data) > MAX_PICTURES:
            return f"*(The picture {told} is too large to be shown here: see {HANDED_IN}.)*"
        pictures.append(data)
        return f"![{told}](data:image/png;base64,{len(pictures) - 1})"

    return "\n\n***\n\n".join(_placed(cell, place) for cell in cells), pictures


def put_back(text: str, pictures: Sequence[str]) -> str:
    """`text` with the pictures whose numbers stand in it."""
    return PLACE.sub(lambda found: f"({pictures[int(found[1])]})" if int(found[1]) < len(pictures) else found[0], text)


def _placed(cell: Cell, place: Callable[[str, Mapping[str, str]], str]) -> str:
    shown = set()

    def one(found: re.Match[str]) -> str:
        if found["kind"]:
            return place(found["alt"], {found["kind"]: found["data"]})
        name = unquote(found["name"])
        shown.add(name)
        return place(found["alt"] or name, cell.attached.get(name, {}))

    text = REFERENCE.sub(one, cell.text)
    rest = [name for name in cell.attached if name not in shown]  # shown by HTML perhaps, or spelt in another way
    return "\n\n".join([text, *(place(name, cell.attached[name]) for name in rest)])
