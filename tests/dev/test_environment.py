"""What the web and worker processes find in their environment."""

import pytest

from dev.bootstrap import ROOT
from dev.environment import GENEROUS, Address, for_children

URL = "redis://127.0.0.1:7000/0"
HERE = Address("127.0.0.1", 8787)


def test_the_samples_get_a_name_and_the_limits_are_generous() -> None:
    env = for_children({"HOME": "/home/me"}, URL, HERE)
    assert env == {
        **GENEROUS,
        "HOME": "/home/me",
        "PROMPT_LENS_PUBLIC_URL": "http://127.0.0.1:8787",
        "PROMPT_LENS_DATABASE_URL": f"sqlite:///{ROOT}/.run/prompt-lens.db",
        "PROMPT_LENS_REDIS_URL": URL,
        "PROMPT_LENS_DEV_HOSTS": "samples.test=127.0.0.1:8787",
    }


def test_what_was_chosen_stays() -> None:
    own = {
        "PROMPT_LENS_LIMIT_TRIALS": "1/day",
        "PROMPT_LENS_DEV_HOSTS": "images.test=127.0.0.1:9000",
        "PROMPT_LENS_DATABASE_URL": "sqlite:///mine.db",
        "PROMPT_LENS_PUBLIC_URL": "",
    }
    env = for_children(own, URL, Address("0.0.0.0", 80))
    assert env["PROMPT_LENS_DATABASE_URL"] == "sqlite:///mine.db"
    assert env["PROMPT_LENS_PUBLIC_URL"] == "http://127.0.0.1:80"
    assert env["PROMPT_LENS_LIMIT_TRIALS"] == "1/day"
    assert env["PROMPT_LENS_DEV_HOSTS"] == "images.test=127.0.0.1:9000,samples.test=127.0.0.1:80"


def test_a_chosen_place_for_the_samples_stays() -> None:
    own = {"PROMPT_LENS_DEV_HOSTS": "samples.test=127.0.0.1:9000"}
    assert for_children(own, URL, HERE)["PROMPT_LENS_DEV_HOSTS"] == "samples.test=127.0.0.1:9000"


@pytest.mark.parametrize(
    ("host", "written"),
    [("", "127.0.0.1:8787"), ("0.0.0.0", "0.0.0.0:8787"), ("::1", "[::1]:8787")],
)
def test_an_address_is_written_as_servers_want_it(host: str, written: str) -> None:
    assert str(Address.read({"PROMPT_LENS_HOST": host})) == written
