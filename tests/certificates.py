"""Certificates of a broker, made for a test."""

from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)


def write_certificates(folder: Path, name: str) -> None:
    """Write ``ca.pem`` and, of the broker known as ``name``, ``broker.pem`` with its key."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    own = authority.issue_cert(name)
    chain = b"".join(each.bytes() for each in own.cert_chain_pems)
    (folder / "broker.pem").write_bytes(_pkcs8(own.private_key_pem.bytes()) + chain)


def _pkcs8(key: bytes) -> bytes:
    # The only form of a key that Java reads.
    return load_pem_private_key(key, None).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
