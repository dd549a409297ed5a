import ssl
from collections.abc import Iterator

import httpcore2
import pytest

from server.net.budget import BudgetedStream, OutOfBytes, OutOfTime, WireBudget
from server.net.tls_stream import TlsStream
from tests.hostile.certificates import good, showing, trusting
from tests.hostile.http_rows import silent
from tests.hostile.network import Server, says

SAID = b"hello " * 10_000


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server(says(SAID), showing(good("good.com")))
    yield one
    one.close()


def dialled(server: Server) -> httpcore2.NetworkStream:
    return httpcore2.SyncBackend().connect_tcp("127.0.0.1", server.port, 5)


def encrypted(server: Server, budget: WireBudget) -> httpcore2.NetworkStream:
    return BudgetedStream(dialled(server), budget).start_tls(trusting(), "good.com")


def all_of(stream: httpcore2.NetworkStream) -> bytes:
    said = b""
    while data := stream.read(100_000):
        said += data
    return said


def test_what_is_said_is_heard_on_both_sides(server: Server) -> None:
    stream = encrypted(server, WireBudget(5, 10**6))

    stream.write(b"")
    stream.write(b"how are you\r\n\r\n")

    assert all_of(stream) == SAID
    assert server.heard == b"how are you\r\n\r\n"
    stream.close()


def test_the_budget_is_of_the_wire(server: Server) -> None:
    with pytest.raises(OutOfBytes):
        encrypted(server, WireBudget(5, 200))

    stream = encrypted(server, WireBudget(5, len(SAID)))
    stream.write(b"\r\n\r\n")
    with pytest.raises(OutOfBytes):
        all_of(stream)
    stream.close()


def test_a_handshake_that_hangs_ends_with_the_budget() -> None:
    mute = Server(silent, raw=True)

    with pytest.raises(OutOfTime):
        encrypted(mute, WireBudget(0.1, 1000))
    mute.close()


def test_an_ordinary_timeout_is_one(server: Server) -> None:
    stream = encrypted(server, WireBudget(5, 10**6))

    with pytest.raises(httpcore2.ReadTimeout):
        stream.read(10, timeout=0.05)
    stream.write(b"\r\n\r\n", timeout=5)
    assert all_of(stream) == SAID
    stream.close()


def test_tells_the_library_what_it_asks(server: Server) -> None:
    stream = encrypted(server, WireBudget(5, 10**6))
    stream.write(b"\r\n\r\n")
    stream.read(10)

    assert isinstance(stream.get_extra_info("ssl_object"), ssl.SSLObject)
    assert stream.get_extra_info("is_readable")
    assert stream.get_extra_info("server_addr") == ("127.0.0.1", server.port)
    stream.close()


def test_damage_on_the_way_is_an_error(server: Server) -> None:
    class Damaged(httpcore2.NetworkStream):
        def __init__(self) -> None:
            self.inner = dialled(server)
            self.damage = False

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            data = self.inner.read(max_bytes, timeout)
            return data[:-1] + bytes([data[-1] ^ 1]) if self.damage else data

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self.inner.write(buffer, timeout)

        def close(self) -> None:
            self.inner.close()

    wire = Damaged()
    stream = TlsStream(wire, trusting(), "good.com", 5)
    stream.write(b"\r\n\r\n")
    wire.damage = True

    with pytest.raises(httpcore2.ReadError):
        all_of(stream)
    stream.close()


def test_a_name_that_is_not_vouched_for_is_no_connection(server: Server) -> None:
    wire = dialled(server)

    with pytest.raises(httpcore2.ConnectError):
        BudgetedStream(wire, WireBudget(5, 10**6)).start_tls(trusting(), "evil.com")
    assert server.heard == b""
    assert wire.get_extra_info("socket").fileno() == -1
