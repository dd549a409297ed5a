import ipaddress
import socket
import threading
import time
from contextlib import suppress

import pytest

from server.net.addresses import IPAddress
from server.net.budget import OutOfTime
from server.net.resolve import QUEUE, THREADS, NameUnknown, SystemResolver, look_up

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


def ask_in_vain(resolver: SystemResolver) -> None:
    with suppress(OutOfTime):
        resolver("slow.com", 3)


def test_refuses_at_once_when_all_threads_are_stuck_and_the_queue_is_full() -> None:
    release = threading.Event()

    def stuck(host: str) -> list[IPAddress]:
        release.wait(10)
        return [IP]

    resolver = SystemResolver(stuck)
    for _ in range(THREADS):
        with pytest.raises(OutOfTime):
            resolver("slow.com", 0.001)
    waiting = [threading.Thread(target=ask_in_vain, args=(resolver,)) for _ in range(QUEUE)]
    for thread in waiting:
        thread.start()
    while resolver._places._value:
        threading.Event().wait(0.001)

    started = time.monotonic()
    with pytest.raises(NameUnknown):
        resolver("good.com", 1)
    assert time.monotonic() - started < 0.1

    release.set()
    for thread in waiting:
        thread.join()


def test_a_place_is_free_again_after_the_answer() -> None:
    resolver = SystemResolver(lambda _: [IP])

    for _ in range(2 * (THREADS + QUEUE)):
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
