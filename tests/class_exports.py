"""Class exports to collect, and what came of them."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from autograder.intake.collect import collect
from autograder.records import Assignment, Receipt

CODE = b"def sigmoid(x):\n    return 1\n"


def assignment_of(*modules: str) -> Assignment:
    return Assignment(
        title="A scalar", modules=modules or ("engine",), exercises=(), folder=Path("/course/01_autograd")
    )


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 1, 12, 0, 0)), data, compression)
    return packed.getvalue()


def tarred(*members: tuple[tarfile.TarInfo, bytes], mode: str = "w") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def take(
    tmp_path: Path, export: dict[str, bytes] | bytes, *modules: str, name: str = "class.zip", **how: Any
) -> dict[str, Receipt]:
    tmp_path.mkdir(exist_ok=True)
    source = tmp_path / name
    source.write_bytes(export if isinstance(export, bytes) else zipped(export, zipfile.ZIP_STORED))
    receipts = collect(assignment_of(*modules), source, tmp_path / "submitted", **{"one": True, **how})
    assert len({receipt.student for receipt in receipts}) == len(receipts)
    return {receipt.student: receipt for receipt in receipts}


def written(tmp_path: Path) -> dict[str, bytes]:
    root = tmp_path / "submitted"
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def modules_of(tmp_path: Path) -> dict[str, bytes]:
    """What counts, without receipts and earlier attempts."""
    files = written(tmp_path).items()
    return {path: data for path, data in files if not path.endswith("/receipt.json") and ".attempts" not in path}


def why(receipt: Receipt) -> str:
    return "\n".join(f"{refusal.path}: {refusal.reason}" for refusal in receipt.refused)


GOOD_ZIP = zipped({"engine.py": b"0123456789" * 50}, zipfile.ZIP_STORED)

GRADESCOPE_TOP = "assignment_4711_export"
GRADESCOPE_METADATA = """---
submission_7001:
  :submitters:
  - :name: Ada Lovelace
    :sid: '101'
    :email: al1@uni.edu
  :created_at: 2026-10-19 05:15:00.000000000 Z
  :score: 0.0
submission_7002:
  :submitters:
  - :name: Alan Turing
    :sid: '102'
    :email: at2@uni.edu
  - :name: Grace Hopper
    :sid: '103'
    :email: gh3@uni.edu
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: &1 2026-10-21 05:15:00.000000000 Z
    zone: !ruby/object:ActiveSupport::TimeZone
      name: Etc/UTC
    time: *1
  :history: []
"""
GRADESCOPE = {
    f"{GRADESCOPE_TOP}/submission_metadata.yml": GRADESCOPE_METADATA.encode(),
    f"{GRADESCOPE_TOP}/submission_7001/engine.py": b"hers",
    f"{GRADESCOPE_TOP}/submission_7002/src/engine.py": b"theirs",
}
