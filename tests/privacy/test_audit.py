"""PL-10: nothing in Redis is kept for longer than 30 days, and a command shows it."""

import pytest
from redis import Redis

from tests.cli.test_extract import prompt_lens

DAY = 24 * 3600


@pytest.mark.parametrize(
    ("key", "seconds", "is_fine"),
    [
        ("pl:fine", 30 * DAY, True),
        ("pl:long", 30 * DAY + 2, False),
        ("pl:endless", None, False),
        ("of-somebody-else", None, False),
        ("celery", None, True),
        ("unacked", None, True),
        ("_kombu.binding.celery", None, True),
        ("_kombu.binding_permanent.celery", None, True),
        ("celery-other", None, False),
    ],
)
def test_pl_10_what_is_kept_too_long_is_named(
    key: str, seconds: int | None, is_fine: bool, client: Redis, redis_url: str
) -> None:
    client.set(key, 1, ex=seconds)
    ended = prompt_lens("audit", PROMPT_LENS_REDIS_URL=redis_url)
    assert ended.returncode == (0 if is_fine else 1), ended
    if is_fine:
        assert ended.stdout == "No key is kept for longer than 30 days.\n"
    else:
        assert ended.stdout == f"{key}\n"
        assert ended.stderr == "Error: 1 keys are kept for longer than 30 days.\n"


def test_pl_10_many_keys_are_all_looked_at(client: Redis, redis_url: str) -> None:
    for number in range(2500):
        client.set(f"pl:{number}", 1, ex=None if number % 500 == 0 else DAY)
    ended = prompt_lens("audit", PROMPT_LENS_REDIS_URL=redis_url)
    assert ended.stdout.split() == ["pl:0", "pl:1000", "pl:1500", "pl:2000", "pl:500"]


def test_pl_10_without_redis_it_says_so() -> None:
    ended = prompt_lens("audit", PROMPT_LENS_REDIS_URL="redis://127.0.0.1:1/0")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: ImgPilot Prompt Lens is resting for a moment.")
