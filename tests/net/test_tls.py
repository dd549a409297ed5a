import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from server.net.tls import strict, tls_context
from tests.hostile.certificates import authority


def test_the_context_is_made_once_and_checks_everything() -> None:
    context = tls_context()

    assert context is tls_context()
    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert not context.hostname_checks_common_name
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


def test_a_lax_context_is_made_strict() -> None:
    lax = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    lax.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED

    assert strict(lax) is lax
    assert lax.minimum_version == ssl.TLSVersion.TLSv1_2
    assert not lax.hostname_checks_common_name


def test_the_environment_adds_no_authority_and_takes_no_keys_down(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pem = tmp_path / "ours.pem"
    pem.write_bytes(authority().certificate.public_bytes(Encoding.PEM))
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(pem))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))

    context = tls_context.__wrapped__()

    ours = authority().certificate.public_bytes(Encoding.DER)
    assert ours not in context.get_ca_certs(binary_form=True)
    assert context.keylog_filename is None
