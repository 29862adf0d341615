"""Certificates say who may do what, only their owner can read them, and Dask's settings ask for them everywhere."""

from __future__ import annotations

import datetime
import json
import os
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

NOW = datetime.datetime.now(datetime.UTC)
UNTIL = NOW + datetime.timedelta(days=2)


@pytest.fixture
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


def test_nor_is_it_anybody_elses_before_its_mode_is_set(tmp_path, monkeypatch):
    modes, chmod = [], Path.chmod

    def seen(path: Path, mode: int) -> None:
        modes.append(stat.S_IMODE(path.stat().st_mode))
        chmod(path, mode)

    monkeypatch.setattr(Path, "chmod", seen)
    before = os.umask(0)
    try:
        make_certificates(tmp_path / "new", tmp_path, 2)
    finally:
        os.umask(before)
    assert modes == [0o700]


def test_certificates_end_after_as_many_days_as_were_asked_for(tmp_path):
    make_certificates(tmp_path / "new", tmp_path, 3)
    for path in (tmp_path / "new").glob("*.pem"):
        left = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc - NOW
        assert datetime.timedelta(days=3) - datetime.timedelta(seconds=1) <= left < datetime.timedelta(days=3.5), path


def test_certificates_are_good_where_the_clock_is_half_an_hour_slow(pems):
    slow = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=30)
    for pem in pems.values():
        assert x509.load_pem_x509_certificate(pem).not_valid_before_utc < slow


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


def extensions_of(pem: bytes) -> dict[type, x509.Extension]:
    return {type(each.value): each for each in x509.load_pem_x509_certificate(pem).extensions}


def test_readers_must_understand_what_rfc_5280_wants_them_to(pems):
    own = {x509.BasicConstraints: True, x509.KeyUsage: True}
    own |= dict.fromkeys((x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier), False)
    role = own | dict.fromkeys((x509.ExtendedKeyUsage, x509.SubjectAlternativeName), False)
    for name, pem in pems.items():
        critical = {kind: each.critical for kind, each in extensions_of(pem).items()}
        assert critical == (own if name == AUTHORITY else role), name


def test_keys_sign_certificates_only_of_the_authority_which_signs_those_of_no_other_authority(pems):
    def usage(**allowed: bool) -> x509.KeyUsage:
        names = "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign"
        return x509.KeyUsage(
            **dict.fromkeys([*names.split(), "crl_sign", "encipher_only", "decipher_only"], False) | allowed
        )

    for name, pem in pems.items():
        found = extensions_of(pem)
        if name == AUTHORITY:
            assert found[x509.KeyUsage].value == usage(key_cert_sign=True, crl_sign=True)
            assert found[x509.BasicConstraints].value == x509.BasicConstraints(ca=True, path_length=0)
        else:
            assert found[x509.KeyUsage].value == usage(digital_signature=True)
            assert found[x509.BasicConstraints].value == x509.BasicConstraints(ca=False, path_length=None)


def test_each_says_whose_it_is_and_who_signed_it(pems):
    for name, pem in pems.items():
        own = x509.load_pem_x509_certificate(pem)
        who = "authority" if name == AUTHORITY else name.removesuffix(".pem")
        assert own.subject.rfc4514_string() == f"CN=chainrule {who}"
        assert own.issuer.rfc4514_string() == "CN=chainrule authority"


@pytest.mark.parametrize("role", ["scheduler", "worker"])
def test_settings_want_tls_and_load_what_keeps_pickles_out(role):
    told = json.loads(settings(role, Path("/there")))["distributed"]
    assert told["comm"]["require-encryption"] is True
    assert (told["comm"]["default-scheme"], told["comm"]["tls"]["min-version"]) == ("tls", 1.3)
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
