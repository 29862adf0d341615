"""The files for SSH and Slurm start what they say, and end when there is nothing more to wait for."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from helpers import PATIENCE, REPO

SCRIPTS = REPO / "integrations/cluster"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="these files are for a shell")


@pytest.fixture
def run(tmp_path):
    """Runs a script with these programs in place of the real ones, which write what they are told to a log."""

    def start(script: str, *arguments: str, programs: dict[str, str], **variables: str) -> tuple[int, str]:
        log = tmp_path / "log"
        for name, text in {**programs, "sleep": "exec /bin/sleep 0.05"}.items():
            (tmp_path / name).write_text(f'#!/bin/bash\necho "{name} $*" >>{log}\n{text}\n')
            (tmp_path / name).chmod(0o755)
        environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", **variables}
        command = ["bash", str(SCRIPTS / script), *arguments]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
        return ended.returncode, log.read_text() + ended.stderr

    return start


@pytest.fixture
def certificates(tmp_path) -> Path:
    folder = tmp_path / "certificates"
    folder.mkdir()
    for name in ("ca.pem", "worker.pem", "worker.yaml"):
        (folder / name).touch()
    return folder


def test_by_ssh_the_others_go_on_when_a_worker_ends_and_all_end_with_the_scheduler(run, certificates, tmp_path):
    dask = f'if [ "$1" = scheduler ]; then /bin/sleep 0.3; echo "scheduler ended" >>{tmp_path}/log; fi'
    ssh = f"""case "$*" in
      *"tar --extract"*) cat >/dev/null;;
      "-tt broken "*) exit 255;;
      *) trap 'echo "worker ended" >>{tmp_path}/log; kill $!' TERM; /bin/sleep 60 & wait $!;;
    esac"""
    programs = {"dask": dask, "ssh": ssh}
    status, said = run("ssh.sh", str(certificates), "broken", "good", programs=programs, ADDRESS="127.0.0.1", SSH="ssh")
    assert status == 0, said
    assert "dask scheduler --host 127.0.0.1 --port 8786" in said
    assert said.count(f"'{tmp_path}/dask' worker 'tls://127.0.0.1:8786'") == 2
    assert said.index("scheduler ended") < said.index("worker ended")


def test_on_slurm_a_worker_gets_its_processors_and_the_job_ends_with_the_grading(run, certificates, tmp_path):
    dask = 'while [ $# -gt 1 ]; do [ "$1" = --scheduler-file ] && echo {} >"$2"; shift; done; exec /bin/sleep 60'
    graded = f"until grep --quiet '^srun' {tmp_path}/log; do /bin/sleep 0.05; done"
    programs = {"dask": dask, "srun": "exec /bin/sleep 60", "autograder": graded}
    told = {"CERTIFICATES": str(certificates), "ASSIGNMENT": "03", "SLURM_JOB_ID": "7", "SLURM_CPUS_PER_TASK": "4"}
    status, said = run("slurm.sh", programs=programs, **told)
    address = certificates / "scheduler-7.json"
    assert status == 0, said
    assert f"srun --cpus-per-task=4 dask worker --scheduler-file {address} --nthreads 4" in said
    assert f"autograder grade 03 --scheduler-file {address} --certificates {certificates}" in said
    assert not address.exists()


def test_on_slurm_a_scheduler_that_does_not_start_is_not_waited_for(run, certificates):
    told = {"CERTIFICATES": str(certificates), "ASSIGNMENT": "03", "SLURM_JOB_ID": "7", "SLURM_CPUS_PER_TASK": "4"}
    status, said = run("slurm.sh", programs={"dask": "exit 1", "srun": "", "autograder": ""}, **told)
    assert status != 0
    assert "autograder" not in said.replace(str(certificates), "").partition("No such process")[0]
