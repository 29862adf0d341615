"""Nothing but TLS with certificates is tried, and what is missing is said before any connection."""

from __future__ import annotations

import json
import ssl

import pytest

from autograder.cli.cluster import cluster_of
from autograder.cluster.certificates import make_certificates
from autograder.cluster.link import address_in, connection_arguments, require_tls
from autograder.errors import Missing, Problem


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:8786", "127.0.0.1:8786", "ws://a:1", "inproc://a", "TLS://a:1", ""]
)
def test_an_address_that_is_not_of_tls_is_refused_also_on_loopback(address):
    with pytest.raises(Problem, match=r"has to begin with tls://.*could read the course's secret"):
        require_tls(address)


def test_the_address_is_read_from_dasks_file(tmp_path):
    path = tmp_path / "scheduler.json"
    path.write_text(json.dumps({"address": "tls://10.0.0.1:8786", "workers": {}}))
    assert address_in(path) == "tls://10.0.0.1:8786"
    for content in ("", "[]", "{}"):
        path.write_text(content)
        with pytest.raises(Problem, match="does not say where a scheduler is"):
            address_in(path)
    with pytest.raises(Problem, match="does not say where a scheduler is"):
        address_in(tmp_path / "none.json")


def test_both_sides_show_certificates_and_the_other_is_to_be_a_scheduler(tmp_path):
    make_certificates(tmp_path / "own", tmp_path, 1)
    arguments = connection_arguments(tmp_path / "own")
    context = arguments["ssl_context"]
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version == ssl.TLSVersion.TLSv1_3
    assert (arguments["require_encryption"], arguments["server_hostname"]) == (True, "scheduler")


def test_options_are_complete_or_refused(tmp_path):
    assert cluster_of("", None, None) is None
    with pytest.raises(Problem, match="needs --certificates"):
        cluster_of("tls://a:1", None, None)
    with pytest.raises(Problem, match="cannot be used"):
        cluster_of("tls://a:1", None, tmp_path)
    with pytest.raises(Problem, match=r"has to begin with tls://"):
        cluster_of("tcp://a:1", None, tmp_path)
    make_certificates(tmp_path / "own", tmp_path, 1)
    assert cluster_of("tls://a:1", None, tmp_path / "own").address == "tls://a:1"


def test_without_dask_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(Missing, match=r"distributed is not installed.*cluster"):
        connection_arguments(tmp_path)
