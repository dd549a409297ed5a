"""The command itself: there, quick, unbroken by what nobody foresaw, and the database's steps."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import inspect

from server import __version__, cli
from server.net.sql import connect
from tests.cli.test_extract import prompt_lens
from tests.support.children import ROOT

HELP_SECONDS = 0.5


def test_it_is_installed_beside_the_interpreter() -> None:
    command = Path(sys.executable).with_name("prompt-lens")
    said = subprocess.check_output([str(command), "--version"], text=True, cwd=ROOT)
    assert said.strip().endswith(__version__)


def test_help_comes_at_once_and_names_the_commands() -> None:
    took = []
    for _ in range(3):
        began = time.monotonic()
        ended = prompt_lens("--help")
        took.append(time.monotonic() - began)
    assert min(took) < HELP_SECONDS
    assert "extract" in ended.stdout
    assert "migrate" in ended.stdout


def test_what_nobody_foresaw_shows_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(cli, "_extracted", break_down)
    ended = CliRunner().invoke(cli.main, ["extract", "a.png", "--format", "text"])
    assert ended.exit_code == 1
    assert ended.stderr.startswith("Error: Something went wrong on our side.")
    assert "secret" not in ended.output


def test_stages_are_told_to_a_person_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cli._Progress().stage("fetching")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    cli._Progress().stage("fetching")
    assert capsys.readouterr().err == "Fetching …\n"


def test_migrate_makes_the_tables_and_may_run_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/lens.db"
    for _ in range(2):
        ended = prompt_lens("migrate", PROMPT_LENS_DATABASE_URL=url)
        assert ended.returncode == 0, ended.stderr
    assert "lens_version" in inspect(connect(url)).get_table_names()


def test_a_database_that_is_away_is_one_sentence() -> None:
    ended = prompt_lens("migrate")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: ImgPilot Prompt Lens is resting for a moment.")
    assert "Traceback" not in ended.stderr
