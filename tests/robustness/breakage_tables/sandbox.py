"""Breaks the walls around a student's code, and what is believed of it."""

from __future__ import annotations

from breakage_tables.breakage import Breakage

UNIT = "tests/unit"
CAPS = f"{UNIT}/sandbox/worker/test_limits_caps.py"
SERVING = f"{UNIT}/sandbox/worker/test_serving.py"
CHILDREN = "tests/sandbox/test_children.py"
SESSION = f"{UNIT}/sandbox/test_session_cached.py"
CLOCK = f"{UNIT}/sandbox/test_session_clock.py"
SPENDING = f"{UNIT}/sandbox/test_spending.py"
RULES = f"{UNIT}/sandbox/test_plain_rules.py"
SYSTEM_CALLS = "tests/sandbox/test_system_calls.py"

TABLE = [
    Breakage(
        "a worker that lies sends a larger array",
        "autograder/sandbox/replies.py",
        "if flat.size > MAX_ARRAY_ENTRIES:",
        "if flat.size > 2 * MAX_ARRAY_ENTRIES:",
        (CAPS,),
    ),
    Breakage(
        "a frame of twice the size is read",
        "autograder/sandbox/worker/wire.py",
        "if size > MAX_FRAME:",
        "if size > 2 * MAX_FRAME:",
        (CAPS,),
    ),
    Breakage(
        "brackets are not counted as items",
        "autograder/sandbox/worker/wire.py",
        '(b",", b"[", b"{")',
        '(b",",)',
        (CAPS,),
    ),
    Breakage(
        "all questions are answered by the process that imported the modules",
        "autograder/sandbox/worker/serving.py",
        'if CAN_FORK and opening["fork"]:',
        "if False:",
        (SERVING,),
    ),
    Breakage(
        "a question may start processes",
        "autograder/sandbox/worker/zygote.py",
        'deny_children if "seccomp" in layers else _nothing',
        "_nothing",
        (f"{CHILDREN}::test_a_probe_starts_no_process_and_would_without_the_layer",),
    ),
    Breakage(
        "a question may change how the process is scheduled that all are forked from",
        "autograder/sandbox/worker/forks.py",
        "(57, 58, 319), ((203, 0), (141, 1))",
        "(57, 58, 319), ()",
        (f"{CHILDREN}::test_a_question_leaves_no_mark_for_the_next",),
    ),
    Breakage(
        "all questions print to one file",
        "autograder/sandbox/worker/fresh.py",
        "scratch = scratch_file()",
        "scratch = os.dup(max(self._channel))",
        (f"{CHILDREN}::test_a_question_leaves_no_mark_for_the_next",),
    ),
    Breakage(
        "files of any size can be written",
        "autograder/sandbox/worker/limits.py",
        "resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))",
        "pass",
        (CAPS,),
    ),
    Breakage(
        "a student's own machine lets a module raise what the sandbox limits",
        "autograder/sandbox/worker/rules.py",
        "if is_raised(which, wanted, self._cpu_seconds):",
        "if False:",
        (RULES,),
    ),
    Breakage(
        "any number of files can be open",
        "autograder/sandbox/worker/limits.py",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_OPEN_FILES, MAX_OPEN_FILES))",
        "pass",
        (CAPS,),
    ),
    Breakage(
        "Landlock grants writing",
        "autograder/sandbox/worker/landlock.py",
        'struct.pack("=Qi", READ, beneath)',
        'struct.pack("=Qi", READ | AccessFS.WRITE_FILE, beneath)',
        (CAPS,),
    ),
    Breakage(
        "a passing failure of the solution is remembered",
        "autograder/sandbox/session.py",
        "                self._failed_import = None\n                return reply",
        "                return reply",
        (SESSION,),
    ),
    Breakage(
        "a worker is killed before it ends what is late, and says no price",
        "autograder/sandbox/session.py",
        "return waiting + REPLY_SECONDS + GRACE_SECONDS",
        "return waiting + GRACE_SECONDS",
        (f"{CLOCK}::test_each_step_has_its_time",),
    ),
    Breakage(
        "imports and answers add up without an end",
        "autograder/sandbox/spending.py",
        "computed = self.processor >= self.budget - TICK",
        "computed = False",
        (SPENDING, f"{CLOCK}::test_what_imports_and_questions_cost_adds_up_and_then_nothing_is_asked"),
    ),
    Breakage(
        "sleep adds up without an end",
        "autograder/sandbox/spending.py",
        "if not (computed or waited):",
        "if not computed:",
        (SPENDING, f"{CLOCK}::test_a_worker_that_lies_about_its_price_pays_by_the_clock"),
    ),
    Breakage(
        "a question sleeps for longer than is left",
        "autograder/sandbox/spending.py",
        "min(WALL_CLOCK_FACTOR * seconds, max(waiting, LEAST_CLOCK_SECONDS))",
        "WALL_CLOCK_FACTOR * seconds",
        (SPENDING,),
    ),
    Breakage(
        "every question has all patience",
        "autograder/sandbox/spending.py",
        "max(min(PATIENCE_SECONDS, waiting + PATIENCE_SECONDS), 0.0)",
        "PATIENCE_SECONDS",
        (SPENDING,),
    ),
    Breakage(
        "a question computes for longer than is left",
        "autograder/sandbox/worker/fresh.py",
        'min(allowance["seconds"] + self._import_seconds, allowance["left"])',
        'allowance["seconds"] + self._import_seconds',
        (f"{SERVING}::test_computing_for_longer_than_the_limit_or_than_is_left_is_ended",),
    ),
    Breakage(
        "an answer may take its time to end",
        "autograder/sandbox/worker/fresh.py",
        "time.monotonic() + REPLY_SECONDS",
        'time.monotonic() + allowance["clock"]',
        (f"{SERVING}::test_an_answer_has_so_long_to_end_once_it_has_begun",),
    ),
    Breakage(
        "what children compute is not counted",
        "autograder/sandbox/worker/serving.py",
        "time.process_time() + children.children_user + children.children_system",
        "time.process_time()",
        (f"{SERVING}::test_it_says_what_children_computed_too",),
    ),
    Breakage(
        "a worker that is gone has cost nothing",
        "autograder/sandbox/session.py",
        "passed if math.isnan(price) else price",
        "0.0 if math.isnan(price) else price",
        (f"{CLOCK}::test_a_worker_that_is_gone_has_cost_what_passed_by_the_clock",),
    ),
    Breakage(
        "who waits for a processor is waited for longer than there is patience",
        "autograder/sandbox/worker/fresh.py",
        "min(patience + left, 1.0)",
        "1.0",
        (f"{SERVING}::test_who_has_to_wait_for_a_processor_is_told_from_who_sleeps",),
    ),
    Breakage(
        "a worker that is late is not told from one that is gone",
        "autograder/sandbox/exchange.py",
        "        if late.is_set():\n            raise TimeoutError from None\n        raise\n",
        "        raise\n",
        (f"{UNIT}/sandbox/test_exchange.py",),
    ),
    Breakage(
        "a module may lease a file",
        "autograder/sandbox/worker/system_calls.py",
        "_FCNTL = (0, 1, 2, 3, 4, 1030, 1032)",
        "_FCNTL = (0, 1, 2, 3, 4, 1024, 1030, 1032)",
        (f"{SYSTEM_CALLS}::test_what_others_share_is_out_of_reach_by_one_layer[lease]",),
    ),
    Breakage(
        "a module may set the times of a file",
        "autograder/sandbox/worker/system_calls.py",
        "        EROFS,\n",
        "        ALLOWED,\n",
        (f"{SYSTEM_CALLS}::test_what_others_share_is_out_of_reach_by_one_layer[times of a device]",),
    ),
    Breakage(
        "devices keep the host's mounts",
        "autograder/sandbox/worker/namespaces.py",
        "filter(os.path.ismount, DEVICES)",
        "()",
        ("tests/sandbox/test_confined.py::test_a_device_of_the_hosts_keeps_its_times",),
    ),
    Breakage(
        "a module may take huge pages",
        "autograder/sandbox/worker/system_calls.py",
        '"mmap", 3, (), _MAP_HUGETLB, EPERM',
        '"mmap", 3, (), 0x80000000, EPERM',
        (f"{SYSTEM_CALLS}::test_what_others_share_is_out_of_reach_by_one_layer[huge pages]",),
    ),
    Breakage(
        "the doctor asks a call that is no call",
        "autograder/sandbox/doctor/attacks.py",
        "return answer >= 0 or ctypes.get_errno() not in _REFUSED",
        "return answer >= 0",
        (
            "tests/sandbox/test_doctor.py::test_every_attack_of_the_doctors_succeeds_where_its_layers_are_off_and_is_told",
        ),
    ),
    Breakage(
        "a student's machine lets modules write",
        "autograder/sandbox/worker/rules.py",
        'self._refuse("write", path)',
        "pass",
        (RULES,),
    ),
    Breakage(
        "a student's machine lets modules fork",
        "autograder/sandbox/worker/rules.py",
        '"os.fork", ',
        "",
        (RULES,),
    ),
    Breakage(
        "a student's machine lets modules lock files",
        "autograder/sandbox/worker/rules.py",
        "if event in LOCKS or (",
        "if (",
        (RULES,),
    ),
    Breakage(
        "a student's machine tells of files that are not there when it is graded",
        "autograder/sandbox/worker/rules.py",
        "        if self._enforced:\n            refuse(",
        "        if False:\n            refuse(",
        (RULES,),
    ),
    Breakage(
        "a student's machine knows its users",
        "autograder/sandbox/worker/absent.py",
        "setattr(module, function, _know_nobody)",
        "pass",
        (RULES,),
    ),
    Breakage(
        "a student's machine has other locales",
        "autograder/sandbox/worker/absent.py",
        "    locale._setlocale = ",
        "    nothing = ",
        (RULES,),
    ),
    Breakage(
        "a student's machine tells the versions of packages",
        "autograder/sandbox/worker/running.py",
        "        return ()\n",
        "        return PathFinder.find_distributions(*context)\n",
        (RULES,),
    ),
    Breakage(
        "how long an import takes is told to the hundredth of a second",
        "autograder/sandbox/spending.py",
        "Spent(self.budget, computed and self._of_imports > self.processor / 2)",
        "Spent(self.budget, round(self._of_one_import, 2))",
        ("tests/unit/sandbox/test_spending.py",),
    ),
]
