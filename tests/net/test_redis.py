"""How many threads our client of Redis lets through."""

from contextlib import ExitStack

from redis import Redis

MANY = 300


def test_as_many_threads_as_there_are_get_a_connection(client: Redis) -> None:
    pool = client.connection_pool
    with ExitStack() as stack:
        for _ in range(MANY):
            stack.callback(pool.release, pool.get_connection())
        assert client.ping()
