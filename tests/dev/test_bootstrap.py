"""Bringing `.venv`: only when needed, and one sentence when it cannot be."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dev import bootstrap


@pytest.fixture
def installs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A project of its own, whose pip only notes what it is asked."""
    asked: list[list[str]] = []

    class Ended:
        returncode = 0

    def run(command: list[str], **_: object) -> Ended:
        asked.append(command)
        return Ended()

    (tmp_path / "some.lock").write_text("one==1")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(subprocess, "run", run)
    return asked


def test_a_lock_is_installed_once_and_again_when_it_changed(
    installs: list[list[str]], tmp_path: Path
) -> None:
    bootstrap.install("some.lock")
    bootstrap.install("some.lock")
    assert len(installs) == 1
    assert {"--require-hashes", "--no-deps"} < set(installs[0])
    (tmp_path / "some.lock").write_text("one==2")
    bootstrap.install("some.lock", "--only-binary")
    assert len(installs) == 2
    assert "--only-binary" in installs[1]


def test_the_command_is_installed_from_here_and_nothing_is_fetched_for_it(
    installs: list[list[str]], tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]")
    bootstrap.install_command()
    bootstrap.install_command()
    assert len(installs) == 1
    assert {"--no-index", "--no-deps", "--no-build-isolation"} < set(installs[0])
    assert installs[0][-2:] == ["-e", str(tmp_path)]
    (tmp_path / "pyproject.toml").write_text("[project.scripts]")
    bootstrap.install_command()
    assert len(installs) == 2


def test_a_failed_installation_is_tried_again(
    installs: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failed:
        returncode = 1

    with monkeypatch.context() as broken:
        broken.setattr(subprocess, "run", lambda *_, **__: Failed())
        with pytest.raises(bootstrap.CannotBring, match="could not be installed"):
            bootstrap.install("some.lock")
    bootstrap.install("some.lock")
    assert len(installs) == 1


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "suits", lambda _: False)
    monkeypatch.setattr(sys, "version_info", (3, 9, 1, "final", 0))
    with pytest.raises(bootstrap.CannotBring, match=r"3\.11 or newer is needed; this is.* 3\.9\."):
        bootstrap.find_python()


def test_a_python_that_cannot_make_environments_says_what_helps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap, "suits", lambda _: False)
    with pytest.raises(bootstrap.CannotBring, match="apt install python3-venv"):
        bootstrap.find_python()


def test_a_newer_python_on_the_path_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/some/{name}")
    monkeypatch.setattr(bootstrap, "suits", lambda python: python == "/some/python3.12")
    assert bootstrap.find_python() == "/some/python3.12"
