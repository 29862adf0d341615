"""Reads a tar's headers strictly, and raises `ValueError` where reading on would be costly.

The standard library believes headers: it steps backwards at a negative size, searches others in quadratic time, and
keeps whatever they hold for every member.
"""

from __future__ import annotations

import re
import tarfile
from typing import Self

MAX_TEXT = 1 << 16  # bytes in a header of text: a long name, attributes
MAX_RECORDS = 200  # in such a header; a file has a few attributes
MAX_GLOBAL_RECORDS = 20  # which every later member has too; git writes one
USUAL_TEXT = 1024  # bytes in the headers of a member, on average over an archive

_PAX = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
_TEXT = (*_PAX, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
_NEGATIVE = "an entry of negative size"
_SPARSE = "a sparse file; pack it again without --sparse"


class StrictTar(tarfile.TarFile):
    """A tar that is opened with `tarinfo=StrictHeader`."""

    text_bytes = 0

    def check_headers(self, members: int) -> None:
        """Raises `ValueError` if the headers so far hold more than those of so many members would."""
        if self.text_bytes > members * USUAL_TEXT or len(self.pax_headers) > MAX_GLOBAL_RECORDS:
            raise ValueError("oversized headers")

    def check_text(self, header: tarfile.TarInfo) -> None:
        """Looks at the text that follows `header`, before it is read in earnest. Raises `ValueError`."""
        self.text_bytes += header.size
        if not 0 <= header.size <= MAX_TEXT or len(self.pax_headers) > MAX_GLOBAL_RECORDS:
            raise ValueError("oversized headers")
        if header.type in _PAX:
            assert self.fileobj is not None
            start = self.fileobj.tell()
            _check_records(self.fileobj.read(header.size))
            self.fileobj.seek(start)


class StrictHeader(tarfile.TarInfo):
    """A header that a `StrictTar` looks at first."""

    def _proc_member(self, archive: StrictTar) -> Self:  # where every tarfile so far lets a subclass step in
        if self.type == tarfile.GNUTYPE_SPARSE:
            raise ValueError(_SPARSE)
        _check_size(self)
        if self.type in _TEXT:
            archive.check_text(self)
        try:
            member: Self = super()._proc_member(archive)  # type: ignore[misc]
        except tarfile.HeaderError as error:  # which tarfile takes for the end of the archive
            raise ValueError(str(error)) from None
        _check_size(member)  # attributes may have set another
        return member


def _check_size(header: tarfile.TarInfo) -> None:
    # CVE-2025-8194: the reader steps backwards for ever, or takes it for the end.
    if header.size < 0:
        raise ValueError(_NEGATIVE)


def _check_records(text: bytes) -> None:
    """Raises `ValueError` if this is no sequence of `<length> <keyword>=<value>\\n`, or tells of a sparse file.

    For anything else, the standard library's own reading takes quadratic time (CVE-2024-6232).
    """
    at = count = 0
    while at < len(text) and text[at]:
        count += 1
        record = re.match(rb"([0-9]{1,6}) ([^=\n]{1,200})=", text[at : at + 256])
        end = at + int(record[1]) if record else 0
        if not record or end < at + record.end() or text[end - 1 : end] != b"\n" or count > MAX_RECORDS:
            raise ValueError("a header that is none")
        if record[2].startswith(b"GNU.sparse"):
            raise ValueError(_SPARSE)
        at = end
