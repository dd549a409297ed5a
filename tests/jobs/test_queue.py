"""What is put into the queue, by a way that is as guarded as the way to the store."""

import json
import shutil
import ssl
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from server.domain.job import JobRef
from server.domain.subject import Subject
from server.errors import ServiceUnavailable
from server.jobs.queue import QUEUE, TASK, Publisher, make_queue, waiting
from tests.hostile.network import Server, says
from tests.support.lossy import lossy

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


def test_a_broker_without_tls_is_spoken_to_without_it(redis_url: str, client: Redis) -> None:
    assert waiting(client) == 0
    publisher = Publisher(make_queue(redis_url, 30, waits=False))
    for number in range(1, 4):
        publisher.publish(REF)
        assert waiting(client) == number


def newest(client: Redis) -> tuple[dict[str, Any], list[Any]]:
    """Return the headers of the last message in the queue, and what its task is given."""
    message = json.loads(str(client.lindex(QUEUE, 0)))
    given, *_ = json.loads(b64decode(message["body"]))
    return message["headers"], given


def test_a_message_names_the_job_and_its_owner_and_waits_as_long_as_told(
    redis_url: str, client: Redis
) -> None:
    publisher = Publisher(make_queue(redis_url, 30, waits=False))
    publisher.publish(REF)
    headers, given = newest(client)
    assert (headers["task"], given) == (TASK, ["trial", "t1", "j1"])
    assert headers["eta"] is None, "at once"
    began = datetime.now(UTC)
    publisher.publish(REF, after_seconds=20)
    headers, given = newest(client)
    assert (headers["task"], given) == (TASK, ["trial", "t1", "j1"])
    wait = timedelta(seconds=20)
    assert began + wait <= datetime.fromisoformat(headers["eta"]) <= datetime.now(UTC) + wait


def test_what_may_have_been_queued_is_not_queued_again(redis_url: str, client: Redis) -> None:
    with lossy(redis_url) as (way, url):
        publisher = Publisher(make_queue(url, 30, waits=False))
        publisher.publish(REF)  # now it is connected
        way.lose()
        with pytest.raises(ServiceUnavailable):
            publisher.publish(REF)
    assert waiting(client) == 2


@pytest.mark.parametrize("waits", [False, True])
def test_a_sender_is_impatient_and_a_listener_is_not(waits: bool, redis_url: str) -> None:
    with make_queue(redis_url, 30, waits=waits).connection_for_write() as connection:
        options = connection.transport_options or {}
    assert ("socket_timeout" in options, "socket_connect_timeout" in options) == (not waits,) * 2


def test_an_operator_may_say_otherwise_in_the_address() -> None:
    queue = make_queue("rediss://localhost:1/0?ssl_cert_reqs=none", 30, waits=True)
    assert queue.connection_for_read().ssl == {"ssl_cert_reqs": ssl.CERT_NONE}
