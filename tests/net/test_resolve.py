import ipaddress
import socket
import subprocess
import sys
import threading
import time

import pytest

from server.net import resolve
from server.net.addresses import IPAddress
from server.net.budget import OutOfTime
from server.net.resolve import MAX_STUCK, NameUnknown, SystemResolver, look_up
from tests.support.children import ROOT
from tests.support.waiting import until

IP = ipaddress.ip_address("93.184.216.34")


def test_gives_every_answer_of_the_look_up() -> None:
    two: list[IPAddress] = [IP, ipaddress.ip_address("2606:4700::1")]

    assert SystemResolver(lambda _: two)("good.com", 1) == two


def test_gives_up_when_the_time_is_over() -> None:
    release = threading.Event()

    def stuck(host: str) -> list[IPAddress]:
        release.wait(10)
        return [IP]

    started = time.monotonic()
    with pytest.raises(OutOfTime):
        SystemResolver(stuck)("slow.com", 0.1)
    assert time.monotonic() - started < 0.35
    release.set()


def test_a_name_that_nobody_answers_for_is_unknown_after_three_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resolve, "MAX_SECONDS", 0.1)
    release = threading.Event()

    started = time.monotonic()
    with pytest.raises(NameUnknown):
        SystemResolver(lambda _: [IP] * release.wait(10))("slow.com", 5)
    assert time.monotonic() - started < 2
    release.set()


def test_a_strangers_slow_names_keep_nobody_waiting() -> None:
    release = threading.Event()

    def look_up(host: str) -> list[IPAddress]:
        if host == "slow.com":
            release.wait(10)
        return [IP]

    resolver = SystemResolver(look_up)
    for _ in range(MAX_STUCK - 1):
        with pytest.raises(OutOfTime):
            resolver("slow.com", 0.001)

    started = time.monotonic()
    assert resolver("good.com", 1) == [IP]
    assert time.monotonic() - started < 0.5
    release.set()


def test_refuses_at_once_where_very_many_are_stuck_and_recovers() -> None:
    release = threading.Event()
    resolver = SystemResolver(lambda _: [IP] * release.wait(10))
    for _ in range(MAX_STUCK):
        with pytest.raises(OutOfTime):
            resolver("slow.com", 0.001)

    started = time.monotonic()
    with pytest.raises(NameUnknown):
        resolver("good.com", 1)
    assert time.monotonic() - started < 0.5

    release.set()
    until(lambda: resolver._places._value == MAX_STUCK, what="the last of the stuck names")
    assert resolver("good.com", 1) == [IP]


def test_a_stuck_name_does_not_hold_up_the_end_of_the_process() -> None:
    program = """
import threading
from server.net.resolve import SystemResolver
try:
    SystemResolver(lambda _: threading.Event().wait(60))("slow.com", 0.01)
except Exception as error:
    print(type(error).__name__)
"""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "OutOfTime"
    assert time.monotonic() - started < 20


def test_a_place_is_free_again_after_the_answer() -> None:
    resolver = SystemResolver(lambda _: [IP])

    for _ in range(2 * MAX_STUCK):
        resolver("good.com", 1)


def test_asks_for_the_full_name_so_that_no_search_domain_is_added(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def fake(host: str, port: object, **_: object) -> list[object]:
        asked.append(host)
        return [(0, 0, 0, "", ("1.2.3.4", 0)), (0, 0, 0, "", ("fe80::1%2", 0, 0, 2))] * 2

    monkeypatch.setattr(socket, "getaddrinfo", fake)

    answers = look_up("good.com")

    assert asked == ["good.com."]
    assert [str(ip) for ip in answers] == ["1.2.3.4", "fe80::1%2"]


@pytest.mark.parametrize("failure", [socket.gaierror(-2, "no"), UnicodeError("label"), None])
def test_a_name_without_address_is_unknown(
    monkeypatch: pytest.MonkeyPatch, failure: Exception | None
) -> None:
    def fake(*_: object, **__: object) -> list[object]:
        if failure:
            raise failure
        return []

    monkeypatch.setattr(socket, "getaddrinfo", fake)

    with pytest.raises(NameUnknown):
        look_up("gone.com")
