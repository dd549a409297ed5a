"""Sessions on a real Redis: kept as hashes, prolonged by use, ended at once."""

import pytest
from redis import Redis

from dev.ports import free_port
from server.accounts.sessions import SESSION_MARK, SESSION_SECONDS, Sessions
from server.domain.subject import Subject
from server.errors import NotFound, ServiceUnavailable, TokenInvalid
from server.net.redis import connect
from tests.support.clock import Clock

ADA, BEN = "account-a", "account-b"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(client: Redis, clock: Clock) -> Sessions:
    return Sessions(client, "t", clock)


def everything(client: Redis) -> str:
    keys: list[str] = client.keys()  # type: ignore[assignment]
    held = [
        str(client.get(key) if client.type(key) == "string" else client.smembers(key))
        for key in keys
    ]
    return "\n".join([*keys, *held])


def test_a_token_is_read_back_and_no_two_are_the_same(sessions: Sessions) -> None:
    tokens = {sessions.open(ADA) for _ in range(50)}
    assert len(tokens) == 50
    assert all(token.startswith(SESSION_MARK) and len(token) >= 48 for token in tokens)
    assert {sessions.read(token) for token in tokens} == {Subject("account", ADA)}


def test_the_store_opens_nothing(sessions: Sessions, client: Redis) -> None:
    token = sessions.open(ADA)
    held = everything(client)
    assert token not in held
    assert token.removeprefix(SESSION_MARK) not in held
    for stolen in (session.id for session in sessions.of(ADA)):
        for text in (stolen, SESSION_MARK + stolen):
            with pytest.raises(TokenInvalid):
                sessions.read(text)


@pytest.mark.parametrize(
    "token",
    ["", "nonsense", "ipls_", "ipls_" + "a" * 43, "ipls_" + "a" * 508, "ipls_caf\xe9", "IPLS_x"],
)
def test_what_is_no_session_of_ours_opens_nothing(token: str, sessions: Sessions) -> None:
    sessions.open(ADA)
    with pytest.raises(TokenInvalid):
        sessions.read(token)
    sessions.close(token)
    assert len(sessions.of(ADA)) == 1


def test_a_long_token_is_refused_before_any_work() -> None:
    nowhere = connect(f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(TokenInvalid):
        Sessions(nowhere, "t").read(SESSION_MARK + "a" * 10_000_000)
    with pytest.raises(ServiceUnavailable):
        Sessions(nowhere, "t").read(SESSION_MARK + "a" * 43)


def test_a_use_prolongs_it_and_is_noted_once_an_hour(
    sessions: Sessions, client: Redis, clock: Clock
) -> None:
    token = sessions.open(ADA)
    began = clock.now
    for key in client.scan_iter():
        client.expire(key, 100)
    for later, noted in [(60, began), (3599, began), (3600, began + 3600), (7000, began + 3600)]:
        clock.now = began + later
        sessions.read(token)
        assert sessions.of(ADA)[0].last_used_at == noted
    for key in client.scan_iter():
        assert SESSION_SECONDS - 5 <= int(client.ttl(key)) <= SESSION_SECONDS, key
    assert sessions.of(ADA)[0].created_at == began


def test_every_key_ends_within_thirty_days(sessions: Sessions, client: Redis) -> None:
    sessions.open(ADA)
    ends = [int(client.ttl(key)) for key in client.scan_iter()]
    assert len(ends) == 2
    assert all(0 < end <= 30 * 24 * 3600 for end in ends)


def test_a_closed_session_is_gone_at_once_and_never_comes_back(
    sessions: Sessions, client: Redis, clock: Clock
) -> None:
    token, other = sessions.open(ADA), sessions.open(ADA)
    sessions.close(token)
    sessions.close(token)
    clock.now += 7200
    with pytest.raises(TokenInvalid):
        sessions.read(token)
    assert sessions.read(other).id == ADA
    assert len(sessions.of(ADA)) == 1


def test_a_session_closed_while_it_is_read_stays_closed(
    sessions: Sessions, client: Redis, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = sessions.open(ADA)
    clock.now += 7200
    original = sessions._write

    def slow(*args: object, **more: object) -> None:
        Sessions(client, "t", clock).close(token)
        original(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(sessions, "_write", slow)
    sessions.read(token)
    with pytest.raises(TokenInvalid):
        sessions.read(token)
    assert client.keys() == [], "not even its name in the index"


def test_only_ones_own_session_is_closed_by_its_id(sessions: Sessions) -> None:
    mine, theirs = sessions.open(ADA), sessions.open(BEN)
    for wrong in (sessions.of(BEN)[0].id, "", "nonsense", mine):
        with pytest.raises(NotFound):
            sessions.close_one(ADA, wrong)
    sessions.close_one(ADA, sessions.of(ADA)[0].id)
    with pytest.raises(TokenInvalid):
        sessions.read(mine)
    assert sessions.read(theirs).id == BEN


def test_the_last_used_comes_first(sessions: Sessions, clock: Clock) -> None:
    old = sessions.open(ADA)
    clock.now += 100
    sessions.open(ADA)
    clock.now += 7200
    sessions.read(old)
    first, second = sessions.of(ADA)
    assert first.last_used_at > second.last_used_at
    assert first.created_at < second.created_at


def test_a_lapsed_session_is_not_listed(sessions: Sessions, client: Redis) -> None:
    sessions.open(ADA)
    client.delete(*client.scan_iter(match="t:session:*"))
    assert sessions.of(ADA) == []


def test_what_is_exported_is_all_and_what_is_erased_is_gone(
    sessions: Sessions, client: Redis
) -> None:
    tokens = [sessions.open(ADA) for _ in range(3)]
    theirs = sessions.open(BEN)
    exported = sessions.export(ADA)
    assert [set(each) for each in exported] == [{"id", "created_at", "last_used_at"}] * 3
    sessions.erase(ADA)
    sessions.erase(ADA)
    assert ADA not in everything(client)
    for token in tokens:
        with pytest.raises(TokenInvalid):
            sessions.read(token)
    assert sessions.read(theirs).id == BEN
