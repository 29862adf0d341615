"""Keeps feedback pages of the kit's own beside nbgrader's, which takes a folder that exists for done, or deletes it.

nbgrader has no setting for this, so `generate_feedback` is given another method.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateFeedback

from autograder.errors import Problem
from autograder.files import write_atomically
from autograder.platforms.feedback import PAGE


def keep_own_pages() -> None:
    """Changes nbgrader's `generate_feedback`. Raises `Problem` if it is another than the one this was written for."""
    stock = getattr(GenerateFeedback, "init_destination", None)
    if stock is None or not hasattr(GenerateFeedback, "_format_dest"):
        raise Problem("This version of nbgrader writes feedback in another way. Install: pip install 'nbgrader<0.10'")
    if getattr(stock, "keeps_own_pages", False):
        return

    @functools.wraps(stock)
    def init_destination(self: Any, assignment_id: str, student_id: str) -> bool:
        folder = Path(self._format_dest(assignment_id, student_id))
        page = folder / PAGE
        kept = page.read_bytes() if page.is_file() else None
        if kept is not None and [path.name for path in folder.iterdir()] == [PAGE]:
            page.unlink()
            folder.rmdir()
        wanted = bool(stock(self, assignment_id, student_id))
        if kept is not None and not page.exists():
            write_atomically(page, kept)
        return wanted

    vars(init_destination)["keeps_own_pages"] = True
    GenerateFeedback.init_destination = init_destination
