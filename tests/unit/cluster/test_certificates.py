"""Certificates say who may do what, only their owner can read them, and Dask's settings ask for them everywhere."""

from __future__ import annotations

import datetime
import json
import stat
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store
from helpers import REPO

from autograder.cluster.certificates import AUTHORITY, make_certificates, pem_files, settings
from autograder.errors import Problem

UNTIL = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2)


@pytest.fixture(scope="module")
def pems() -> dict[str, bytes]:
    return pem_files(UNTIL)


def test_the_folder_is_its_owners_alone_from_the_beginning(tmp_path):
    folder = tmp_path / "certificates"
    written = make_certificates(folder, folder, 2)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in folder.iterdir()} == dict.fromkeys(
        ("ca.pem", "scheduler.pem", "worker.pem", "client.pem", "scheduler.yaml", "worker.yaml"), "0o600"
    )
    assert sorted(written) == sorted(folder.iterdir())


def test_what_is_there_is_not_replaced(tmp_path):
    make_certificates(tmp_path / "new", tmp_path, 2)
    before = (tmp_path / "new/ca.pem").read_bytes()
    with pytest.raises(Problem, match="is not empty"):
        make_certificates(tmp_path / "new", tmp_path, 2)
    assert (tmp_path / "new/ca.pem").read_bytes() == before


def test_nobody_has_the_key_of_the_authority(pems):
    assert b"PRIVATE" not in pems[AUTHORITY]
    authority = x509.load_pem_x509_certificate(pems[AUTHORITY])
    assert all(pems[name].count(b"BEGIN PRIVATE KEY") == 1 for name in pems if name != AUTHORITY)
    for name in set(pems) - {AUTHORITY}:
        own = x509.load_pem_x509_certificate(pems[name])
        assert own.public_key() != authority.public_key()
        assert own.not_valid_after_utc == UNTIL.replace(microsecond=0)


@pytest.mark.parametrize(("role", "listens"), [("scheduler", True), ("worker", True), ("client", False)])
def test_who_grades_only_connects_and_the_others_do_both(pems, role, listens):
    own = x509.load_pem_x509_certificate(pems[f"{role}.pem"])
    usages = set(own.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    assert usages == {ExtendedKeyUsageOID.CLIENT_AUTH, *([ExtendedKeyUsageOID.SERVER_AUTH] if listens else [])}
    names = own.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [role]
    policy = PolicyBuilder().store(Store([x509.load_pem_x509_certificate(pems[AUTHORITY])]))
    verified = policy.build_client_verifier().verify(own, [])
    assert len(verified.chain) == 2


@pytest.mark.parametrize("role", ["scheduler", "worker"])
def test_settings_want_tls_and_load_what_keeps_pickles_out(role):
    told = json.loads(settings(role, Path("/there")))["distributed"]
    assert told["comm"]["require-encryption"] is True
    assert told["comm"]["tls"]["ca-file"] == "/there/ca.pem"
    assert told["comm"]["tls"][role] == dict.fromkeys(("cert", "key"), f"/there/{role}.pem")
    loaded = {process: told[process]["preload"] for process in told if process != "comm"}
    assert (
        loaded
        == {
            "scheduler": {"scheduler": ["autograder.cluster.plain"]},
            "worker": {"worker": ["autograder.cluster.worker"], "nanny": ["autograder.cluster.plain"]},
        }[role]
    )


def test_the_file_for_kubernetes_starts_each_with_its_own_settings_where_the_page_puts_them():
    found = list(yaml.safe_load_all((REPO / "integrations/cluster/kubernetes.yaml").read_text()))
    pods = {
        each["metadata"]["name"]: each["spec"]["template"]["spec"] for each in found if each["kind"] == "Deployment"
    }
    assert pods.keys() == {"scheduler", "worker"}
    page = (REPO / "docs/instructors/cluster.md").read_text()
    for role, pod in pods.items():
        (container,) = pod["containers"]
        assert container["command"][:2] == ["dask", role]
        assert container["env"] == [{"name": "DASK_CONFIG", "value": f"/certificates/{role}.yaml"}]
        (mount, *_), (volume, *_) = container["volumeMounts"], pod["volumes"]
        assert (mount["mountPath"], volume["secret"]) == ("/certificates", {"secretName": role, "defaultMode": 0o400})
        assert f"create secret generic {role} " in page
        assert json.loads(settings(role, Path("/certificates")))["distributed"][role]["preload"]
    assert "cluster certificates certificates --at /certificates" in page
    (service,) = [each for each in found if each["kind"] == "Service"]
    where = f"tls://{service['metadata']['name']}:{service['spec']['ports'][0]['port']}"
    assert where in pods["worker"]["containers"][0]["command"]
