"""Makes hostile archives of a hand-in's files, each to stand for the whole hand-in."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable

from attacks.watch import CANARY

Files = dict[str, bytes]
PAYLOAD = b"raise SystemExit('out of its folder')\n"


def _zip(files: Files, *entries: tuple[zipfile.ZipInfo | str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Files:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, data in (*files.items(), *entries):
            archive.writestr(name, data)
    return {".zip": packed.getvalue()}


def _tar(files: Files, *members: tarfile.TarInfo) -> Files:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for member in members:
            archive.addfile(member)
    return {".tar.gz": packed.getvalue()}


def _special(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


def _member(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def dot_dot(files: Files) -> Files:
    """Paths that climb out of the folder."""
    return _zip(files, *((f"{'../' * up}{CANARY}.py", PAYLOAD) for up in (1, 2, 5, 12)))


def dot_dot_results(files: Files) -> Files:
    """A path to where results are."""
    return _zip(files, ("../../../results/01_tiny/dot_dot_results.json", b'{"score": 5}'))


def absolute(files: Files) -> Files:
    """Absolute paths, of both kinds of system."""
    return _zip(files, (f"/tmp/{CANARY}", PAYLOAD), (f"C:\\{CANARY}", PAYLOAD), (f"\\\\host\\{CANARY}", PAYLOAD))


def symlink_zip(files: Files) -> Files:
    """A symbolic link in place of the module, to the solution."""
    module = next(iter(files))
    link = _special(module, stat.S_IFLNK | 0o777)
    return _zip({}, (link, b"../../../source/01_tiny/tiny.py"))


def symlink_folder(files: Files) -> Files:
    """A link to a folder outside, then a file through it."""
    return _tar(files, _member("door", tarfile.SYMTYPE, "/tmp"), _member(f"door/{CANARY}", tarfile.REGTYPE))


def hardlink(files: Files) -> Files:
    """A hard link in place of the module, to the instructor's checks."""
    module = next(iter(files))
    return _tar({}, _member(module, tarfile.LNKTYPE, "../../../source/01_tiny/tiny.py"))


def devices(files: Files) -> Files:
    """A device and a pipe with the names of files that are asked for, from which a reader would never come back."""
    module = next(iter(files))
    endless = _member(module, tarfile.CHRTYPE)
    endless.devmajor, endless.devminor = 1, 5
    return _tar({}, endless, _member("01_tiny.ipynb", tarfile.FIFOTYPE))


def bomb(files: Files) -> Files:
    """A module of 220 MB that packs to 220 KB."""
    module = next(iter(files))
    return _zip({}, (module, b"#" * (220 << 20)))


def lying_bomb(files: Files) -> Files:
    """A bomb that says of itself that it is small."""
    module = next(iter(files))
    data = bytearray(_zip({}, (module, b"#" * (30 << 20)))[".zip"])
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(signature) + at
        data[place : place + 4] = struct.pack("<I", 100)
    return {".zip": bytes(data)}


def gzip_bomb(files: Files) -> Files:
    """A tar.gz that unpacks to 200 MB."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as stream:
        for _ in range(200):
            stream.write(bytes(1 << 20))
    return {".tar.gz": packed.getvalue()}


def nested(files: Files) -> Files:
    """Archives inside of archives inside of archives."""
    inner = _zip(files)[".zip"]
    for _ in range(20):
        inner = _zip({"again.zip": inner})[".zip"]
    return {".zip": inner}


def overlapping(files: Files) -> Files:
    """Ten thousand entries that are the same few bytes, by ten thousand names in the directory of the zip."""
    return _zip({}, *((f"folder/{number}.py", b"") for number in range(10_000)))


def crowd(files: Files) -> Files:
    """Ten thousand files around the module."""
    return _zip(files, *((f"{number}.py", b"x = 1\n") for number in range(10_000)))


def duplicates(files: Files) -> Files:
    """The module twice under one name: which one counts depends on the program that unpacks."""
    module, content = next(iter(files.items()))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Duplicate name")
        archive.writestr(module, content)
        archive.writestr(module, PAYLOAD)
    return {".zip": packed.getvalue()}


def case_twins(files: Files) -> Files:
    """Two modules whose names differ in case alone."""
    module, content = next(iter(files.items()))
    return _zip({module: content, module.upper().replace(".PY", ".py"): PAYLOAD})


def nul_in_name(files: Files) -> Files:
    """A name that ends early for whoever reads it as C does."""
    module = next(iter(files))
    place = _zip({f"{module}#.exe": PAYLOAD})[".zip"].replace(f"{module}#".encode(), f"{module}\0".encode())
    return {".zip": place}


def strange_names(files: Files) -> Files:
    """Names with escapes for the terminal, markup, script, formulas and letters that run backwards."""
    names = ("\x1b[2J\x1b[31mred.py", "[bold]b[/bold].py", "<script>alert(1)</script>.py", "=1+1.py", "\u202eyp.exe")
    return _zip(files, *((name, b"") for name in names))


def wrong_encoding(files: Files) -> Files:
    """Names that are no UTF-8, in an archive that says they are."""
    data = _zip(files, ("\u00e4\u00f6\u00fc.py", b""))[".zip"]
    return {".zip": data.replace("\u00e4\u00f6\u00fc".encode(), b"\xff\xfe\xfd\xff\xfe\xfd")}


def truncated(files: Files) -> Files:
    """An archive that ends in the middle."""
    data = _zip(files)[".zip"]
    return {".zip": data[: len(data) // 2]}


def encrypted(files: Files) -> Files:
    """An archive that says that it needs a password."""
    data = bytearray(_zip(files)[".zip"])
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + at] |= 1
    return {".zip": bytes(data)}


def negative_size(files: Files) -> Files:
    """A tar whose reader is told to step backwards, for ever."""
    info = tarfile.TarInfo("loop")
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[124:136] = b"\xff" * 11 + b"\x00"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return {".tar": bytes(header) + bytes(2048)}


def folder_for_file(files: Files) -> Files:
    """A folder with the module's name."""
    module, content = next(iter(files.items()))
    return _zip({f"{module}/{module}": content})


def tools_configuration(files: Files) -> Files:
    """What Python and pytest would load by themselves, in the folders where they would look."""
    places = ("conftest.py", "checks/conftest.py", "sitecustomize.py", "usercustomize.py", "pytest.ini", "x.pth")
    dist = ("tiny-1.dist-info/entry_points.txt", b"[pytest11]\ntiny = tiny\n")
    return _zip(files, *((place, PAYLOAD) for place in places), dist)


def of_long_ago(files: Files) -> Files:
    """Dates before every deadline."""
    return _zip({}, *((zipfile.ZipInfo(name, (2020, 1, 1, 12, 0, 0)), data) for name, data in files.items()))


def of_another_kind(files: Files) -> Files:
    """A 7z, by its first bytes; what it holds is packed, so that nobody finds code in it."""
    return {".7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + zlib.compress(b"".join(files.values()))}


MAKERS: dict[str, Callable[[Files], Files]] = {
    maker.__name__: maker
    for maker in (
        dot_dot, dot_dot_results, absolute, symlink_zip, symlink_folder, hardlink, devices, bomb, lying_bomb, gzip_bomb,
        nested, overlapping, crowd, duplicates, case_twins, nul_in_name, strange_names, wrong_encoding, truncated,
        encrypted, negative_size, folder_for_file, tools_configuration, of_long_ago, of_another_kind,
    )
}  # fmt: skip
