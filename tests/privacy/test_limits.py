"""SB-07, SB-09: who is asked and how often is set, counted and seen."""

import pytest
from redis import Redis

from server.app.providers import endpoints, limits
from server.settings import load
from tests.api.conftest import Door
from tests.house.test_settings import setting
from tests.privacy.story import Story
from tests.support.house import House

ROUTING = {
    "OPENAI_KEY": "sk-test", "GEMINI_KEY": "key-test", "PROVIDERS": "gemini:3,openai:1",
    "GEMINI_AT_ONCE": "4", "OPENAI_USD_PER_DAY": "2.5",
}  # fmt: skip


def test_sb_07_order_weights_and_limits_of_providers_are_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A command that shows them (`doctor`) is not built."""
    setting(monkeypatch, **ROUTING)
    settings = load()
    assert [each.provider for each in endpoints(settings)] == ["gemini", "openai"]
    assert dict(settings.providers) == {"gemini": 3, "openai": 1}
    assert limits(settings, "gemini").at_once == 4
    assert limits(settings, "openai").usd_per_day == 2.5


def test_sb_09_trials_are_counted_for_one_network(door: Door, client: Redis) -> None:
    """Whoever takes too many is refused, and nobody else with them."""
    web = door(limit_trials="3/day")
    statuses = [web.post("/v1/trial").status_code for _ in range(5)]
    assert statuses == [201, 201, 201, 429, 429]
    another = web.post("/v1/trial", environ_base={"REMOTE_ADDR": "198.51.100.9"})
    assert another.status_code == 201
    assert len(client.keys("pl:limit:*:trials:3/86400")) == 2


@pytest.mark.processes
def test_sb_09_an_alarm_can_be_set_on_the_free_pool(story: Story, house: House) -> None:
    """What the evening's trials took of it, beside what they may take."""
    seen = house.metrics()
    assert 0 < seen["prompt_lens_free_pool_taken_usd"] < seen["prompt_lens_free_pool_usd"] == 1
