"""Makes the certificates of a cluster, and Dask's settings for those who hold them.

All are signed by an authority that is made for them. Its key is kept nowhere, so nobody can make another certificate
that the cluster accepts: who needs one makes all of them anew.
"""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import Missing, Problem

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

AUTHORITY, CLIENT = "ca.pem", "client.pem"
SCHEDULER_NAME = "scheduler"  # what clients want the certificate of a scheduler to say
PLAIN, JUDGE = "autograder.cluster.plain", "autograder.cluster.worker"  # modules that Dask loads
# Whom others connect to, and who connects to others.
ROLES = {"scheduler": (True, True), "worker": (True, True), "client": (False, True)}


def make_certificates(folder: Path, place: Path, days: int) -> list[Path]:
    """Writes certificates to a new `folder`, and settings for where they will lie in `place`.

    Each certificate has its key with it. Raises `Problem` if the folder has any already, `Missing` without a library.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Problem(f"{folder} is not empty. Certificates are made together: give another folder, or clear this one.")
    until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
    content = pem_files(until)
    content |= {f"{role}.yaml": settings(role, place).encode() for role in ("scheduler", "worker")}
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        for name, text in content.items():
            _write(folder / name, text)
    except OSError as error:
        raise Problem(f"{folder} could not be written: {error.strerror}.") from None
    return [folder / name for name in content]


def _write(path: Path, content: bytes) -> None:
    """Writes a new file that nobody else may read, at no time."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def pem_files(until: datetime.datetime) -> dict[str, bytes]:
    """By file name, the authority's certificate, and each role's with its key."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    except ImportError:
        raise Missing("cryptography", "cluster") from None

    authority_key = generate_private_key(SECP256R1())
    authority = _certificate("authority", authority_key, None, authority_key, until)
    found = {AUTHORITY: authority.public_bytes(Encoding.PEM)}
    for role in ROLES:
        key = generate_private_key(SECP256R1())
        certificate = _certificate(role, key, authority, authority_key, until)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        found[f"{role}.pem"] = certificate.public_bytes(Encoding.PEM) + private
    return found


def _certificate(
    role: str,
    key: EllipticCurvePrivateKey,
    authority: x509.Certificate | None,
    authority_key: EllipticCurvePrivateKey,
    until: datetime.datetime,
) -> x509.Certificate:
    """The certificate of a role, or of the authority itself, which has none above it."""
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"chainrule {role}")])
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)  # clocks differ
    builder = x509.CertificateBuilder(
        authority.subject if authority else name, name, key.public_key(), x509.random_serial_number(), start, until
    )
    extensions = [*_extensions(role), (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)]
    extensions += [(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), False)]
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(authority_key, SHA256())


def _extensions(role: str) -> list[tuple[x509.ExtensionType, bool]]:
    """What a certificate may be used for, each with whether a reader must understand it."""
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID as Usage

    if role not in ROLES:
        return [(x509.BasicConstraints(ca=True, path_length=0), True), (_key_usage(signs_certificates=True), True)]
    listens, connects = ROLES[role]
    usages = [Usage.SERVER_AUTH] * listens + [Usage.CLIENT_AUTH] * connects
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_key_usage(signs_certificates=False), True),
        (x509.ExtendedKeyUsage(usages), False),
        (x509.SubjectAlternativeName([x509.DNSName(role)]), False),
    ]


def _key_usage(signs_certificates: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def settings(role: str, place: Path) -> str:
    """Dask's settings for a scheduler or a worker, as YAML, which JSON is: TLS alone, and the modules to load."""
    own = str(place / f"{role}.pem")
    tls: dict[str, Any] = {"ca-file": str(place / AUTHORITY), "min-version": 1.3, role: {"cert": own, "key": own}}
    comm = {"require-encryption": True, "default-scheme": "tls", "tls": tls}
    loaded = {"scheduler": {"scheduler": PLAIN}, "worker": {"worker": JUDGE, "nanny": PLAIN}}[role]
    preloads = {process: {"preload": [module]} for process, module in loaded.items()}
    return json.dumps({"distributed": {"comm": comm, **preloads}}, indent=2) + "\n"
