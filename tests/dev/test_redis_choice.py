"""Which Redis is used: the setting, the PATH, the wheel, in this order."""

from pathlib import Path

import pytest

from dev import bootstrap
from dev.redis_choice import Program, Running, bring_wheel, choose
from dev.trouble import Trouble

WHEEL = Path("/wheel/redis-server")


def program(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def never() -> Path:
    raise AssertionError("the wheel is not needed")


def test_the_setting_comes_first(tmp_path: Path) -> None:
    program(tmp_path, "redis-server")
    environment = {"PROMPT_LENS_REDIS_URL": "redis://cache.test/0", "PATH": str(tmp_path)}
    assert choose(environment, never) == Running("redis://cache.test/0")


@pytest.mark.parametrize("name", ["redis-server", "valkey-server"])
def test_then_the_path(name: str, tmp_path: Path) -> None:
    path = program(tmp_path, name)
    environment = {"PROMPT_LENS_REDIS_URL": "", "PATH": str(tmp_path)}
    assert choose(environment, never) == Program(path)


def test_then_the_wheel(tmp_path: Path) -> None:
    assert choose({"PATH": str(tmp_path)}, lambda: WHEEL) == Program(WHEEL)


def test_no_redis_at_all_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: str) -> None:
        raise bootstrap.CannotBring("no network")

    monkeypatch.setattr(bootstrap, "install", fails)
    with pytest.raises(Trouble, match=r"No Redis here: install redis-server, or set PROMPT_LENS"):
        bring_wheel()
