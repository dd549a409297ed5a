"""Members' own provider keys in a real database of each kind: sealed, bound, rotated, erased."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select, update

from server.accounts.own_keys import OWN_KEY, OwnKeys
from server.domain.account import OwnKey
from server.errors import OwnKeyRefused
from server.net.sql import connect, migrate
from tests.support.clock import Clock

OLD, NEW = "an old secret of thirty-two signs", "a new secret of thirty-two signs"
MINE = OwnKey("openai", "sk-of-my-own-4711", "gpt-6-luna")
GEMINI = OwnKey("gemini", "AIza-of-my-own-0815", "")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    migrate(database_url)
    made = connect(database_url)
    yield made
    made.dispose()


def raw(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.execute(select(OWN_KEY)).all())


def test_a_key_is_read_by_its_account_and_a_later_one_takes_its_place(engine: Engine) -> None:
    keys, clock = OwnKeys(engine, [OLD], Clock()), Clock()
    for each in (GEMINI, OwnKey("openai", "sk-earlier-one", "x"), MINE):
        keys.keep("a1", each)
    assert keys.read("a1") == [GEMINI, MINE]
    assert keys.read("b2") == []
    assert keys.shown("a1") == [
        {"provider": "gemini", "model": "", "kept_at": int(clock.now)},
        {"provider": "openai", "model": "gpt-6-luna", "kept_at": int(clock.now)},
    ]
    keys.forget("a1", "openai")
    assert keys.read("a1") == [GEMINI]
    keys.forget("a1")
    assert (keys.read("a1"), raw(engine)) == ([], "[]")


def test_nothing_at_rest_or_in_print_tells_a_key(engine: Engine) -> None:
    OwnKeys(engine, [OLD]).keep("a1", MINE)
    assert "of-my-own" not in raw(engine)
    assert "of-my-own" not in repr(MINE)


@pytest.mark.parametrize("secrets", [[OLD], [OLD, NEW], [NEW, OLD]])
def test_a_key_outlives_a_rotation_as_long_as_its_secret_is_known(
    secrets: list[str], engine: Engine
) -> None:
    OwnKeys(engine, [OLD]).keep("a1", MINE)
    assert OwnKeys(engine, secrets).read("a1") == [MINE]


def test_the_newest_secret_seals(engine: Engine) -> None:
    OwnKeys(engine, [OLD, NEW]).keep("a1", MINE)
    assert OwnKeys(engine, [NEW]).read("a1") == [MINE]
    with pytest.raises(OwnKeyRefused):
        OwnKeys(engine, [OLD]).read("a1")


@pytest.mark.parametrize("moved", [{"account_id": "b2"}, {"provider": "gemini"}])
def test_a_row_that_was_moved_opens_for_nobody(moved: dict[str, str], engine: Engine) -> None:
    keys = OwnKeys(engine, [OLD])
    keys.keep("a1", MINE)
    with engine.begin() as connection:
        connection.execute(update(OWN_KEY).values(**moved))
    with pytest.raises(OwnKeyRefused):
        keys.read(moved.get("account_id", "a1"))


def test_a_row_that_was_damaged_opens_for_nobody(engine: Engine) -> None:
    keys = OwnKeys(engine, [OLD])
    keys.keep("a1", MINE)
    with engine.begin() as connection:
        connection.execute(update(OWN_KEY).values(secret="gAAAA and no more"))
    with pytest.raises(OwnKeyRefused):
        keys.read("a1")
