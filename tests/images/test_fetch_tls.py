import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server import errors
from server.images.fetch import Fetcher
from server.net.tls import tls_context
from tests.hostile.http_rows import PNG
from tests.hostile.network import PUBLIC, Dns, Serve, Server, Wires, answer, says

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl is not on the PATH")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and a certificate for good.com that signs itself."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    assert OPENSSL
    subprocess.run(
        [
            *(OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=good.com"),
            *("-addext", "subjectAltName=DNS:good.com", "-keyout", key, "-out", cert),
        ],
        check=True,
        capture_output=True,
    )
    both = folder / "both.pem"
    both.write_bytes(key.read_bytes() + cert.read_bytes())
    return both


class Tls:
    """A server with the certificate, remembering which name it was asked for."""

    def __init__(self, certificate: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.names: list[str | None] = []
        context.sni_callback = lambda _socket, name, _context: self.names.append(name)
        self.server = Server(says(answer(PNG)), context)


@pytest.fixture
def tls(certificate: Path) -> Iterator[Tls]:
    served = Tls(certificate)
    yield served
    served.server.close()


def fetcher(port: int, trusted: ssl.SSLContext) -> Fetcher:
    dns = Dns({"good.com": [[PUBLIC]], "other.com": [[PUBLIC]]})
    wires = Wires({PUBLIC: port})
    return Fetcher(resolver=dns, public_url="https://x.com", inner=wires, tls=trusted)


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


def test_dials_the_address_and_keeps_the_name(tls: Tls, certificate: Path) -> None:
    fetched = fetcher(tls.server.port, trusting(certificate)).fetch("https://good.com/a", 5)

    assert fetched.data == PNG
    assert tls.names == ["good.com"]
    assert b"\r\nHost: good.com\r\n" in tls.server.requests[0]


def test_a_certificate_that_nobody_vouches_for_gets_no_request(tls: Tls) -> None:
    with pytest.raises(errors.ImageUnreachable):
        fetcher(tls.server.port, tls_context()).fetch("https://good.com/a", 5)
    assert tls.server.requests == []


def test_a_certificate_of_another_name_gets_no_request(tls: Tls, certificate: Path) -> None:
    with pytest.raises(errors.ImageUnreachable):
        fetcher(tls.server.port, trusting(certificate)).fetch("https://other.com/a", 5)
    assert tls.server.requests == []


def test_a_host_that_speaks_no_tls_cannot_be_reached(certificate: Path) -> None:
    def plain() -> None:
        with listener.accept()[0] as connection:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=plain, daemon=True).start()
        with pytest.raises(errors.ImageUnreachable):
            fetcher(listener.getsockname()[1], trusting(certificate)).fetch("https://good.com/", 5)


def test_a_handshake_that_hangs_meets_the_deadline(certificate: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        started = time.monotonic()
        with pytest.raises(errors.TooSlow):
            fetcher(mute.getsockname()[1], trusting(certificate)).fetch("https://good.com/a", 0.3)
        assert time.monotonic() - started <= 0.55


def redirect(place: str) -> Serve:
    return says(answer(b"", f"Location: {place}", status="302 Found"))


def test_a_redirect_from_https_to_http_is_not_followed(tls: Tls, certificate: Path) -> None:
    tls.server._serve = redirect("http://good.com/a")

    with pytest.raises(errors.ImageUnreachable):
        fetcher(tls.server.port, trusting(certificate)).fetch("https://good.com/", 5)
    assert len(tls.server.requests) == 1


def test_the_context_is_made_once_and_checks_names() -> None:
    assert tls_context() is tls_context()
    assert tls_context().check_hostname
    assert tls_context().verify_mode == ssl.CERT_REQUIRED
