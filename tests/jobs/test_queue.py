"""What is put into the queue, by a way that is as guarded as the way to the store."""

import json
import shutil
import socket
import ssl
import subprocess
import time
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


@pytest.mark.parametrize("answers", ["refuses", "is silent"])
def test_a_sender_does_not_wait_for_a_broker_that_is_away(answers: str) -> None:
    with socket.socket() as broker:
        broker.bind(("127.0.0.1", 0))
        if answers == "is silent":
            broker.listen()
        url = f"redis://127.0.0.1:{broker.getsockname()[1]}/0"
        publisher = Publisher(make_queue(url, 30, waits=False))
        for _ in range(2):
            began = time.monotonic()
            with pytest.raises(ServiceUnavailable):
                publisher.publish(REF)
            assert time.monotonic() - began < 3, "six seconds and more, if Kombu has its way"


def test_a_listener_waits_for_as_long_as_it_takes() -> None:
    listener = make_queue("redis://127.0.0.1:1/0", 30, waits=True).conf
    patience = {"socket_timeout", "socket_connect_timeout", "max_retries"}
    assert not patience & set(listener.broker_transport_options)
    assert listener.broker_connection_max_retries is None
    assert listener.broker_connection_retry_on_startup is True


def test_what_a_killed_worker_held_comes_back_and_what_is_at_work_does_not() -> None:
    conf = make_queue("redis://127.0.0.1:1/0", 30, waits=True).conf
    assert conf.task_acks_late, "a message is gone when its job has ended, not when it began"
    assert conf.worker_prefetch_multiplier == 1, "none is held by a worker that has its hands full"
    options = conf.broker_transport_options
    assert options["visibility_timeout"] == 40, "longer than any job, by ten seconds"
    assert options["unacked_restore_interval"] == 2
    assert options["unacked_restore_throttle"] == 1


def test_a_queue_takes_json_alone_and_tells_nobody_of_its_work() -> None:
    conf = make_queue("redis://127.0.0.1:1/0", 30, waits=True).conf
    assert (conf.task_serializer, list(conf.accept_content)) == ("json", ["json"])
    assert conf.task_ignore_result
    quiet = (conf.worker_send_task_events, conf.worker_enable_remote_control)
    assert (*quiet, conf.worker_hijack_root_logger) == (False, False, False)


def test_an_operator_may_say_otherwise_in_the_address() -> None:
    queue = make_queue("rediss://localhost:1/0?ssl_cert_reqs=none", 30, waits=True)
    assert queue.connection_for_read().ssl == {"ssl_cert_reqs": ssl.CERT_NONE}
