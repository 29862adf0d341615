"""Breaks who may take part in a cluster, what is read there, and what becomes of submissions whose worker is lost."""

from __future__ import annotations

from breakage_tables.breakage import Breakage

UNIT = "tests/unit/cluster"

TABLE = [
    Breakage(
        "an address without TLS is as good",
        "autograder/cluster/link.py",
        'if not address.startswith("tls://"):',
        'if not address.startswith(("tls://", "tcp://")):',
        (f"{UNIT}/test_link.py::test_an_address_that_is_not_of_tls_is_refused_also_on_loopback",),
    ),
    Breakage(
        "a worker's certificate will do for a scheduler",
        "autograder/cluster/link.py",
        'arguments["ssl_context"].check_hostname = True',
        'arguments["ssl_context"].check_hostname = False',
        (f"{UNIT}/test_link.py::test_both_sides_show_certificates_and_the_other_is_to_be_a_scheduler",),
    ),
    Breakage(
        "a process of Dask's answers whatever it can",
        "autograder/cluster/callers.py",
        "for name, caller in callers.items()}",
        "for name, caller in {**dict.fromkeys(server.handlers, 'client'), **callers}.items()}",
        (f"{UNIT}/test_callers.py::test_what_is_not_named_is_answered_for_nobody",),
    ),
    Breakage(
        "any certificate will do to ask",
        "autograder/cluster/callers.py",
        'if ("DNS", caller) not in names:',
        "if not names:",
        (f"{UNIT}/test_callers.py::test_who_has_another_certificate_or_none_is_refused",),
    ),
    Breakage(
        "a worker judges without a sandbox",
        "autograder/cluster/judge.py",
        "if not setup.layers:",
        "if False:",
        (f"{UNIT}/test_judge.py::test_without_a_sandbox_it_judges_nothing_whoever_asks",),
    ),
    Breakage(
        "planted mistakes stay here",
        "autograder/cluster/messages.py",
        'for part in ("checks", "wrong"):',
        'for part in ("checks",):',
        (f"{UNIT}/test_pool.py::test_the_course_travels_whole_and_nothing_else_of_the_folder_does",),
    ),
    Breakage(
        "a worker that was restarted at its address is not asked again",
        "autograder/cluster/pool.py",
        "self._known.discard(worker)",
        "pass",
        (f"{UNIT}/test_pool.py::test_a_worker_that_is_started_again_at_its_address_is_asked_anew",),
    ),
    Breakage(
        "messages with objects in them are read",
        "autograder/cluster/plain.py",
        "if len(frames) != 1:",
        "if not frames:",
        (f"{UNIT}/test_plain.py::test_objects_are_refused_unread",),
    ),
    Breakage(
        "a worker that differs judges all the same",
        "autograder/cluster/pool.py",
        "if differing := differences(self._ours, reply):",
        "if differing := []:",
        (f"{UNIT}/test_pool.py::test_a_worker_that_differs_is_told_nothing_of_the_course",),
    ),
    Breakage(
        "keys may be read by others",
        "autograder/cluster/certificates.py",
        "os.O_EXCL, 0o600)",
        "os.O_EXCL, 0o644)",
        (f"{UNIT}/test_certificates.py::test_the_folder_is_its_owners_alone_from_the_beginning",),
    ),
    Breakage(
        "what ends workers is tried for ever",
        "autograder/cluster/ledger.py",
        "if self._lost[student] >= MOST_LOST:",
        "if self._lost[student] < 0:",
        (f"{UNIT}/test_ledger.py::test_who_costs_three_workers_is_given_up_and_nobody_else",),
    ),
]
