"""The way to the queue is as guarded as the way to the store."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.domain.job import JobRef
from server.domain.subject import Subject
from server.errors import ServiceUnavailable
from server.jobs.queue import Publisher, make_queue
from tests.hostile.network import Server, says

OPENSSL = shutil.which("openssl")
REF = JobRef(Subject("trial", "t1"), "j1")


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[int]:
    """Yield the port of a TLS server whose certificate nobody trusts."""
    assert OPENSSL
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        [
            *(OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = Server(says(b"+OK\r\n" * 20), context)
    yield server.port
    server.close()


@pytest.mark.skipif(OPENSSL is None, reason="openssl is not on the PATH")
def test_a_stranger_who_stands_for_the_broker_is_told_nothing(stranger: int) -> None:
    url = f"rediss://:password@localhost:{stranger}/0"
    for waits in (False, True):
        with pytest.raises(ServiceUnavailable) as refused:
            Publisher(make_queue(url, 30, waits=waits)).publish(REF)
        assert "CERTIFICATE_VERIFY_FAILED" in str(refused.value.__cause__)


def test_a_broker_without_tls_is_spoken_to_without_it(redis_url: str) -> None:
    Publisher(make_queue(redis_url, 30, waits=False)).publish(REF)


def test_an_operator_may_say_otherwise_in_the_address() -> None:
    queue = make_queue("rediss://localhost:1/0?ssl_cert_reqs=none", 30, waits=True)
    assert queue.connection_for_read().ssl == {"ssl_cert_reqs": ssl.CERT_NONE}
