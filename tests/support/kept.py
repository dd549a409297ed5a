"""Everything that a service keeps, wherever it keeps it, as text that can be searched."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from redis import Redis
from sqlalchemy import Engine, MetaData, create_engine, select

from tests.support.house import House


class Kept(NamedTuple):
    """A place, and what lies there."""

    where: str
    text: str


def everything(house: House) -> Iterator[Kept]:
    """Yield every key and value of Redis, every row of SQL and every line of every log."""
    yield from in_redis(house.redis_url)
    yield from in_sql(house.balances.engine)
    yield from in_logs(house.folder)


def in_redis(url: str) -> Iterator[Kept]:
    """Yield every key of a store, and everything under it; of a hash each field by itself."""
    with Redis.from_url(url) as client:
        for key in client.scan_iter("*"):
            name = key.decode("latin-1")
            yield Kept(name, name)
            held = _contents(client, key)
            parts = held.items() if isinstance(held, dict) else [(b"", held)]
            for field, value in parts:
                yield Kept(f"{name} {field.decode('latin-1')}".strip(), f"{field!r} {value!r}")


def in_sql(engine: Engine) -> Iterator[Kept]:
    """Yield every row of every table."""
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        for table in tables.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                yield Kept(table.name, str(dict(row)))


def in_database(url: str) -> Iterator[Kept]:
    """Yield every row of the database at this address."""
    engine = create_engine(url)
    yield from in_sql(engine)
    engine.dispose()


def in_logs(folder: Path) -> Iterator[Kept]:
    """Yield every line of every log."""
    for path in sorted(folder.glob("*.log")):
        yield from (Kept(path.name, line) for line in path.read_text().splitlines())


def _contents(client: Redis, key: bytes) -> object:
    read: dict[object, Callable[[bytes], object]] = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"list": lambda name: client.lrange(name, 0, -1),
        b"set": client.smembers,
        b"zset": lambda name: client.zrange(name, 0, -1),
        b"stream": client.xrange,
        b"none": lambda _: "lapsed by now",
    }
    return read[client.type(key)](key)
