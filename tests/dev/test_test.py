"""`make test` itself: its order, its first failure, and what it could not bring."""

import sys
from pathlib import Path

import pytest

from dev import node, packages, postgres, redis_choice
from dev import test as checks
from dev.test import Check, main
from dev.trouble import Trouble

PASSES, FAILS = (sys.executable, "-c", ""), (sys.executable, "-c", "raise SystemExit(3)")


def arrange(monkeypatch: pytest.MonkeyPatch, *chosen: Check, absent: tuple[str, ...] = ()) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(checks, "CHECKS", chosen)
    monkeypatch.setattr(checks, "bring", lambda *, only_lint: iter(absent))


def test_it_stops_at_the_first_failure(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    arrange(monkeypatch, Check("one", PASSES), Check("two", FAILS), Check("three", PASSES))
    assert main(only_lint=False) == 1
    assert capfd.readouterr().out == "· one\n· two\n"


def test_lint_runs_the_linters_alone(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    arrange(monkeypatch, Check("lint", PASSES), Check("suite", FAILS, is_lint=False))
    assert main(only_lint=True) == 0
    assert capfd.readouterr().out == "· lint\n"


def test_what_could_not_be_brought_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    node = Check("types", FAILS, needs_node=True)
    arrange(monkeypatch, node, Check("suite", PASSES), absent=("Node", "chromium"))
    assert main(only_lint=False) == 0
    line = "Could not bring Node, chromium; what needs it is skipped."
    assert capfd.readouterr().out == f"{line}\n· suite\n"


def test_in_ci_nothing_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    arrange(monkeypatch, Check("suite", PASSES), absent=("chromium",))
    monkeypatch.setenv("CI", "1")
    assert main(only_lint=False) == 1


def test_the_suite_comes_last() -> None:
    assert ["pytest" in check.command for check in checks.CHECKS[-3:]] == [False, True, True]


def test_every_test_is_in_one_part_of_the_suite() -> None:
    parts = [check.command[-1] for check in checks.CHECKS if "pytest" in check.command]
    assert parts == ["not alone", "alone"]


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A machine with neither server; what is installed instead is listed."""
    installed: list[str] = []

    def no_wheel() -> Path:
        raise Trouble("no wheel")

    for module in (redis_choice, postgres):
        monkeypatch.setattr(module, "bring_wheel", no_wheel)
    monkeypatch.setattr(redis_choice, "on_path", lambda _: None)
    monkeypatch.setattr(postgres, "find", lambda _: None)
    monkeypatch.setattr(node, "bring", list)
    monkeypatch.setattr(packages, "bring", list)
    monkeypatch.setattr(packages, "install", lambda *names: installed.extend(names))
    return installed


def test_what_neither_wheel_nor_debian_brings_is_named(bare_machine: list[str]) -> None:
    assert list(checks.bring(only_lint=False)) == ["Redis", "PostgreSQL"]
    assert bare_machine == ["postgresql"]


def test_a_wheel_spares_the_machine_a_package(
    bare_machine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "bring_wheel", lambda: Path("/wheel/bin"))
    assert list(checks.bring(only_lint=False)) == ["Redis"]
    assert bare_machine == []


def test_linting_needs_no_server(bare_machine: list[str]) -> None:
    assert list(checks.bring(only_lint=True)) == []
