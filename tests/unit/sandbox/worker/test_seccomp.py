"""The filter of system calls answers every one of them, on both processors, as its table says."""

from __future__ import annotations

import ctypes
import platform
import re
import struct
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers import REPO

from autograder.sandbox.worker import forks, seccomp
from autograder.sandbox.worker.call_numbers import numbers_of
from autograder.sandbox.worker.forks import CALLS
from autograder.sandbox.worker.namespaces import NAMESPACES
from autograder.sandbox.worker.seccomp import filter_instructions, numbers_for
from autograder.sandbox.worker.system_calls import (
    ALLOWED,
    BY_ARGUMENT,
    DONE,
    EINVAL,
    ENOSYS,
    ENOTTY,
    EPERM,
    EROFS,
    GROUPS,
)

STEP = struct.Struct("HBBI")
MACHINES = ["x86_64", "aarch64"]
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
MOST_INSTRUCTIONS = 4096  # linux/bpf_common.h: BPF_MAXINSNS
RULES = {rule.call: rule for rule in BY_ARGUMENT}
PAGE = (REPO / "docs/security/system-calls.md").read_text()
WORDS = {ALLOWED: "allowed", DONE: "done: nothing", EPERM: "`EPERM`", ENOSYS: "`ENOSYS`", EROFS: "`EROFS`"}
HEADERS = [
    ("x86_64", Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")),
    ("aarch64", Path("/usr/include/asm-generic/unistd.h")),
    ("aarch64", Path("/usr/include/aarch64-linux-gnu/asm/unistd_64.h")),
]


class Filter:
    """Runs the program as the kernel would."""

    def __init__(self, machine: str, program: bytes = b"") -> None:
        self.numbers = numbers_for(machine)
        self.steps = list(STEP.iter_unpack(program or filter_instructions(self.numbers)))

    def __call__(self, call: str | int, *arguments: int, architecture: int = 0) -> int:
        number = self.numbers.calls[call] if isinstance(call, str) else call
        words = {0: number, 4: architecture or self.numbers.architecture}
        words |= {16 + 8 * place: argument for place, argument in enumerate(arguments)}
        accumulator = at = 0
        while True:
            code, then, otherwise, value = self.steps[at]
            if code == 0x06:
                return value
            if code == 0x20:
                accumulator = words[value]
            elif code == 0x05:
                at += value
            else:
                holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[code]
                at += then if holds else otherwise
            at += 1


@pytest.fixture(scope="module", params=MACHINES)
def verdict(request):
    return Filter(request.param)


@pytest.mark.parametrize("machine", MACHINES)
def test_every_system_call_is_in_one_group(machine):
    listed = [call for group in GROUPS for call in group.calls]
    assert len(listed) == len(set(listed))
    assert set(numbers_of(machine)) <= set(listed)
    assert set(listed) <= set(numbers_of("x86_64")) | set(numbers_of("aarch64"))


@pytest.mark.parametrize(("machine", "header"), HEADERS)
def test_the_numbers_are_the_kernels(machine, header):
    if not header.exists():
        pytest.skip(f"needs {header}, of the package linux-libc-dev")
    defined = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)\n", header.read_text())
    # asm-generic has those of 32-bit processors too, and for the wide ones two names that the kernel gave up.
    other = {
        "fstatat": "newfstatat",
        "sync_file_range2": "sync_file_range",
        "arch_specific_syscall": "",
        "syscalls": "",
    }
    numbers = {other.get(name, name): int(number) for name, number in defined}
    ours = numbers_of(machine)
    kept = {name: number for name, number in numbers.items() if name and number not in range(403, 424)}
    assert len(kept) > 300
    assert {name: ours[name] for name in kept} == kept


def test_every_call_is_answered_as_its_group_says(verdict):
    for group in GROUPS:
        expected = ALLOW if group.answer == ALLOWED else ERRNO | group.answer
        for call in (call for call in group.calls if call in verdict.numbers.calls and call not in RULES):
            assert verdict(call) == expected, call


def test_what_is_not_listed_is_as_if_the_kernel_did_not_have_it(verdict):
    unknown = set(range(600)) - set(verdict.numbers.calls.values())
    assert len(unknown) > 200
    assert {verdict(number) for number in [*unknown, 0x3FFFFFFF]} == {ERRNO | ENOSYS}


def test_other_processors_and_their_numbers_are_no_way_around(verdict):
    assert verdict(0, architecture=0x40000003) == KILL
    assert verdict(0x40000000 + verdict.numbers.calls["read"]) == ERRNO | EPERM


@pytest.mark.parametrize(("machine", "number_in_elf_h"), [("x86_64", 62), ("aarch64", 183)])
def test_a_processor_is_told_as_audit_names_it(machine, number_in_elf_h):
    of_64_bits, little_endian = 0x80000000, 0x40000000
    assert numbers_for(machine).architecture == number_in_elf_h | of_64_bits | little_endian


def test_the_kernel_takes_a_program_of_this_length(verdict):
    assert len(verdict.steps) < MOST_INSTRUCTIONS


@pytest.mark.parametrize("call", RULES)
def test_a_call_is_answered_by_its_argument(verdict, call):
    rule = RULES[call]
    before = [0] * rule.argument
    refused = {verdict(call, *before, value) for value in range(2000) if value not in rule.values}
    assert refused == ({ALLOW} if rule.without else {ERRNO | rule.answer})
    assert all(verdict(call, *before, value) == ALLOW for value in rule.values)


def test_leases_locks_and_signals_of_files_are_refused(verdict):
    lease, notify, set_lock, wait_lock, set_owner, open_lock, pipe_size = 1024, 1026, 6, 7, 8, 37, 1031
    for command in (lease, notify, set_lock, wait_lock, set_owner, open_lock, pipe_size):
        assert verdict("fcntl", 3, command) == ERRNO | EPERM
    assert verdict("ioctl", 3, 0x5452) == ERRNO | ENOTTY  # FIOASYNC
    assert verdict("prctl", 62) == verdict("prctl", 1) == ERRNO | EINVAL  # PR_SCHED_CORE, PR_SET_PDEATHSIG


OF_FILES = ("F_DUPFD", "F_GETFD", "F_SETFD", "F_GETFL", "F_SETFL", "F_DUPFD_CLOEXEC")
OF_TERMINALS = ("TCGETS", "TIOCGWINSZ", "FIONREAD", "FIONBIO", "FIONCLEX", "FIOCLEX")
OF_MEMORY = "NORMAL RANDOM SEQUENTIAL WILLNEED DONTNEED FREE REMOVE DONTFORK DOFORK HUGEPAGE NOHUGEPAGE DONTDUMP DODUMP"
# Of linux/prctl.h.
OF_ITSELF = {
    "PR_GET_DUMPABLE": 3,
    "PR_SET_NAME": 15,
    "PR_GET_NAME": 16,
    "PR_GET_SECCOMP": 21,
    "PR_SET_SECCOMP": 22,
    "PR_CAPBSET_READ": 23,
    "PR_GET_TIMERSLACK": 30,
    "PR_GET_NO_NEW_PRIVS": 39,
    "PR_GET_THP_DISABLE": 42,
    "PR_SVE_GET_VL": 51,
    "PR_GET_SPECULATION_CTRL": 52,
    "PR_GET_TAGGED_ADDR_CTRL": 56,
    "PR_SME_GET_VL": 64,
    "PR_GET_AUXV": int.from_bytes(b"AUXV", "big"),
    "PR_SET_VMA": int.from_bytes(b"SVMA", "big"),
}


def test_a_process_asks_about_itself_and_changes_nothing_but_its_name():
    assert set(RULES["prctl"].values) == set(OF_ITSELF.values())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the names are Python's on Linux")
def test_what_python_asks_of_files_and_memory_is_allowed_by_name(verdict):
    import fcntl
    import mmap
    import termios

    for name in OF_FILES:
        assert verdict("fcntl", 3, getattr(fcntl, name)) == ALLOW, name
    for name in OF_TERMINALS:
        assert verdict("ioctl", 3, getattr(termios, name)) == ALLOW, name
    for name in OF_MEMORY.split():
        assert verdict("madvise", 0, 4096, getattr(mmap, f"MADV_{name}")) == ALLOW, name
    for name in ("MERGEABLE", "UNMERGEABLE", "HWPOISON"):
        assert verdict("madvise", 0, 4096, getattr(mmap, f"MADV_{name}")) == ERRNO | EINVAL, name


def test_limits_and_priorities_are_ones_own(verdict):
    itself, other = 0, 1234
    assert verdict("prlimit64", itself, other) == ALLOW
    assert verdict("prlimit64", other, itself) == ERRNO | EPERM
    of_a_process, of_a_group, of_a_user = 0, 1, 2
    assert verdict("setpriority", of_a_process, other) == ALLOW
    assert verdict("setpriority", of_a_group, itself) == verdict("setpriority", of_a_user, itself) == ERRNO | EPERM


def test_memory_is_taken_from_no_pool_of_the_machine_and_merged_with_nobodys(verdict):
    private_and_anonymous, huge, merge, page_out, normal = 0x22, 0x40000, 12, 21, 0
    assert verdict("mmap", 0, 4096, 3, private_and_anonymous) == ALLOW
    for size in (0, 21 << 26, 30 << 26):
        assert verdict("mmap", 0, 4096, 3, private_and_anonymous | huge | size) == ERRNO | EPERM
    assert verdict("madvise", 0, 0, normal) == ALLOW
    assert verdict("madvise", 0, 0, page_out) == verdict("madvise", 0, 0, merge) == ERRNO | EINVAL
    # Nor by the other calls that know huge pages.
    assert verdict("memfd_create", 0, 4) == verdict("shmget", 0, 4096, 0o4000) == ERRNO | EPERM


def test_no_mode_and_no_time_of_a_file_is_set(verdict):
    calls = {"chmod", "fchmod", "fchmodat", "fchmodat2", "utime", "utimes", "utimensat", "futimesat"}
    assert {verdict(call) for call in calls & set(verdict.numbers.calls)} == {ERRNO | EROFS}


def test_threads_and_forks_are_allowed_but_no_namespace(verdict):
    signal_of_the_end, of_a_thread = 17, 0x003D0F00
    assert verdict("clone", signal_of_the_end) == verdict("clone", of_a_thread) == ALLOW
    assert {verdict("clone", flag) for flag in NAMESPACES.values()} == {ERRNO | EPERM}
    assert verdict("clone3", 0) == ERRNO | ENOSYS


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.title)
def test_the_page_has_every_group_as_it_is(group):
    calls = ", ".join(f"`{call}`" for call in group.calls)
    assert f"\n| {group.title} | {WORDS[group.answer]} | {calls} | {group.why} | " in PAGE


@pytest.mark.parametrize("call", RULES)
def test_the_page_has_every_rule_as_it_is(call):
    assert f"\n| `{call}` | {RULES[call].why} | " in PAGE


def test_the_page_has_a_row_for_nothing_else():
    tables = PAGE.partition("## What a user's processes share")[0]
    assert len(re.findall(r"^\| ", tables, re.MULTILINE)) == len(GROUPS) + len(RULES) + 2


def test_an_unknown_processor_is_told():
    with pytest.raises(OSError, match="no system call table for pdp11"):
        numbers_for("pdp11")


@pytest.mark.parametrize("machine", MACHINES)
def test_a_probe_s_process_is_denied_what_its_worker_may(machine):
    """A filter of its own may answer SECCOMP_RET_LOG, which writes to the kernel's log for each call."""
    of_a_probe, of_the_worker = Filter(machine, forks.filter_instructions(forks.CALLS[machine])), Filter(machine)
    set_seccomp, get_name, thread = 22, 16, 0x10000
    assert of_the_worker("prctl", set_seccomp) == of_a_probe("prctl", get_name) == ALLOW
    assert of_a_probe("prctl", set_seccomp) == of_the_worker("seccomp") == ERRNO | EPERM
    assert of_a_probe("clone", thread) == of_a_probe("setpriority", 0, 0) == of_a_probe("openat") == ALLOW
    assert of_a_probe("clone", 0) == of_a_probe("memfd_create") == of_a_probe("setpriority", 0, 7) == ERRNO | EPERM


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("first", [0, 7, 0x10000, 0x3D0F00], ids=["zero", "seven", "thread", "thread of glibc"])
def test_of_a_probe_s_calls_only_these_are_answered_otherwise(machine, first):
    """Those that a worker may make are as they are; all others the worker's own filter refuses already."""
    filtered = Filter(machine, forks.filter_instructions(forks.CALLS[machine]))
    refused = {"fork", "vfork", "memfd_create", "setpriority"} | (set() if first & 0x10000 else {"clone"})
    refused |= {"sched_setaffinity"} if first else set()
    answers = {call: filtered(call, first, 99, 99) for call in filtered.numbers.calls}
    expected = {call: ERRNO | EPERM if call in refused else ALLOW for call in answers}
    assert answers == expected | {"clone3": ERRNO | ENOSYS}
    assert {option for option in range(500) if filtered("prctl", option) != ALLOW} == {22}  # PR_SET_SECCOMP
    # Whose priority it is, the second argument says.
    assert filtered("setpriority", 99, 0) == ALLOW
    assert filtered("sched_setaffinity", first, 0) == (ERRNO | EPERM if first else ALLOW)


@pytest.mark.parametrize("module", [seccomp, forks])
def test_a_filter_is_handed_to_the_kernel_whole_or_that_is_told(module, monkeypatch):
    asked = []

    class Library:
        def __init__(self, answer: int) -> None:
            self.answer = answer

        def prctl(self, *arguments: object) -> int:
            asked.append(arguments)
            return self.answer

    confine = module.deny_calls if module is seccomp else module.deny_children
    monkeypatch.setattr(module, "libc", lambda: Library(0))
    confine()
    ((operation, mode, program, *rest),) = asked
    set_seccomp, of_a_filter = 22, 2
    assert (operation, mode, rest) == (set_seccomp, of_a_filter, [0, 0])
    instructions = made_instructions(module)
    assert (program._obj.length, program._obj.length * STEP.size) == (len(instructions) // 8, len(instructions))
    assert ctypes.string_at(ctypes.cast(ctypes.byref(program._obj), POINTERS)[1], len(instructions)) == instructions
    monkeypatch.setattr(module, "libc", lambda: Library(-1))
    with pytest.raises(OSError, match="seccomp"):
        confine()


POINTERS = ctypes.POINTER(ctypes.c_void_p)


def made_instructions(module: Any) -> bytes:
    """The filter for this machine."""
    machine = platform.machine()
    return filter_instructions(numbers_for(machine)) if module is seccomp else forks.filter_instructions(CALLS[machine])


@pytest.mark.parametrize("made_filter", [seccomp.made_filter, forks.made_filter])
def test_on_an_unknown_processor_there_is_no_filter(made_filter, monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "pdp11")
    with pytest.raises(OSError, match="no system call table for pdp11"):
        made_filter.__wrapped__()


@pytest.mark.parametrize("machine", MACHINES)
def test_what_a_layer_needs_itself_can_be_left_out_of_the_filter(machine):
    with_mount = Filter(machine, filter_instructions(numbers_for(machine), ["mount", "prctl"]))
    strict = Filter(machine)
    assert with_mount("mount") == with_mount("prctl", 62) == ALLOW
    changed = {call for call in strict.numbers.calls if strict(call, *[99] * 5) != with_mount(call, *[99] * 5)}
    assert changed == {"mount", "prctl"}
