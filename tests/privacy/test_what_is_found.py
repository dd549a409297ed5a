"""After a whole evening: every key, row and line is searched for what was promised not to be."""

import hashlib
import re
import socket
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

import pytest
from redis import Redis

from server.jobs.queue import ENDLESS_KEYS
from tests.cli.test_extract import prompt_lens
from tests.privacy.story import (
    ACCOUNT,
    BROWSER,
    COOKIE,
    EDGE,
    OWN_KEY,
    PAGE,
    PEER,
    QUERY,
    V4,
    V6,
    Story,
)
from tests.support.house import House
from tests.support.kept import Kept, everything, in_logs
from tests.support.waiting import until

pytestmark = pytest.mark.processes

MONTH = 30 * 24 * 3600
KINDS = (
    "session:", ":sessions", ":jobs", ":events", ":uses", "limit:", "{question:", "{pool}", "flow:",
    "{tally}", "{provider:",
)  # fmt: skip


def spellings(address: str) -> Iterator[str]:
    """Yield an address and its networks, in the ways that somebody could write them down."""
    ip = ip_address(address)
    texts = [address, ip.exploded]
    if not ip.is_loopback:
        bits = (24,) if ip.version == 4 else (64, 48)
        texts += [str(ip_network((ip, each), strict=False)) for each in bits]
    for text in texts:
        yield text.partition("/")[0].removesuffix("::").removesuffix(".0")
        for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256):
            yield digest(text.encode()).hexdigest()[:20]
            yield urlsafe_b64encode(digest(text.encode()).digest()[:15]).decode()
    yield ip.packed.hex()


def places(kept: list[Kept], *words: str) -> set[tuple[str, str]]:
    """Return where which of these words lie."""
    return {(word, each.where) for word in words for each in kept if word in each.text}


@pytest.fixture(scope="module")
def kept(story: Story, house: House) -> list[Kept]:
    found = list(everything(house))
    assert places(found, ACCOUNT, "Red kite over wheat"), "the search finds what is there"
    return found


@pytest.mark.parametrize("address", [V4, V6, PEER])
def test_pl_04_no_address_is_kept_anywhere(address: str, kept: list[Kept]) -> None:
    """Neither the edge's word nor the peer, no prefix, and no hash that everybody could make."""
    assert places(kept, *spellings(address)) == set()


def test_pl_04_what_a_network_is_counted_under_is_a_keyed_hash(kept: list[Kept]) -> None:
    """A hundred and twenty bits behind a hash tag, which the key alone connects with a network."""
    counted = [each.where for each in kept if each.where.startswith("pl:limit:")]
    assert counted
    for name in counted:
        assert re.match(r"pl:limit:\{[\w-]{20,32}\}([\w-]{20})?:[a-z-]+:", name), name


def test_pl_04_no_token_and_no_proof_is_kept(story: Story, kept: list[Kept]) -> None:
    """Whoever reads the store or a log holds nothing that opens anything."""
    parts = [part for token in story.tokens for part in (token, token.rpartition(".")[2][5:])]
    assert places(kept, *parts, EDGE) == set()


def test_pl_02_nothing_of_the_page_or_the_browser_is_kept(kept: list[Kept]) -> None:
    """Referrer, cookies and the browser's name came along with every call and lie nowhere."""
    assert places(kept, PAGE, COOKIE, BROWSER, "pictures.example.org") == set()


def test_pl_03_the_address_of_an_image_lies_in_its_own_job_alone(kept: list[Kept]) -> None:
    """Not in an answer that others are given, in no count, in no row, in no event."""
    found = {where for _, where in places(kept, QUERY, "/seen.jpg", "images.test")}
    assert found
    for where in found:
        assert re.fullmatch(r"pl:\{(trial|account):[\w-]+\}:job:[\w-]{22} image_url", where), where


def test_pl_12_a_log_holds_no_query_no_address_no_token_and_no_answer(
    story: Story, house: House
) -> None:
    """The worker's at INFO. What a log keeps for how long is up to whoever collects the lines:
    rotation after 90 days, and usage rows that lose their account then, are not built.
    """
    lines = list(in_logs(house.folder))
    said = (QUERY, "images.test", "/seen.jpg", "Red kite", "lighthouse", "data:image")
    ours = (*story.tokens, EDGE, OWN_KEY, "sk-test", "key-test")
    assert any("job failed: image_gone" in line.text for line in lines)
    assert places(lines, *said, *ours, V4, "2001:db8", PEER, ACCOUNT) == set()


def test_pl_12_what_is_no_request_is_no_occasion_to_write_down_who_sent_it(house: House) -> None:
    """A server refuses it before any code of ours could keep the address out of its words."""
    port = urlsplit(house.url).port or 0
    with socket.create_connection(("127.0.0.1", port), source_address=(PEER, 0)) as garbage:
        garbage.sendall(b"nonsense\r\n\r\n")
        assert garbage.recv(100).startswith(b"HTTP/1.1 400 ")
    web = [line for line in in_logs(house.folder) if line.where == "web.log"]
    assert places(web, PEER, "127.0.0.1", "nonsense") == set()


def test_pl_10_every_key_passes_within_thirty_days(story: Story, house: House) -> None:
    """Whatever the evening made; and what the queue names without an end holds nothing then."""
    with Redis.from_url(house.redis_url, decode_responses=True) as client:
        until(lambda: not client.exists("celery", "unacked"), what="the queue to be empty")
        names: set[str] = set(client.scan_iter("*"))
        assert [kind for kind in KINDS if not any(kind in name for name in names)] == []
        ages = {name: int(client.ttl(name)) for name in names - ENDLESS_KEYS}
    # One that has ended meanwhile is gone.
    assert {name: age for name, age in ages.items() if not 0 <= age <= MONTH and age != -2} == {}
    ended = prompt_lens("audit", PROMPT_LENS_REDIS_URL=house.redis_url)
    assert (ended.returncode, ended.stderr) == (0, "")
