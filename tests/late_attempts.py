"""Makes attempts of one student, received some days before or after a deadline, and says what counts of them."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from autograder.course.policy import Late, Policy
from autograder.intake.attempts import ARCHIVE

DUE = datetime(2026, 10, 19, 21, 59, tzinfo=UTC)
RULES = Policy(late=Late(0.1, 2, 0.5), due={"01_tiny": DUE}, extensions={"01_tiny": {"ada": DUE + timedelta(days=3)}})


def zip_of(files: dict[str, bytes], date: tuple[int, int, int, int, int, int] = (2026, 10, 1, 12, 0, 0)) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, date), data)
    return packed.getvalue()


def modules(tmp_path: Path) -> tuple[bytes, list[bytes]]:
    """What counts of bob's, and his earlier attempts."""
    submitted = tmp_path / "submitted"
    earlier = sorted((submitted / ARCHIVE).glob("*/bob/01_tiny/tiny.py"))
    return (submitted / "bob/01_tiny/tiny.py").read_bytes(), [path.read_bytes() for path in earlier]
