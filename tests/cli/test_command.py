"""The command itself: there, quick, unbroken by what nobody foresaw, and the database's steps."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import inspect

from dev.drawing import dusk
from dev.samples import FOLDER
from server import __version__, cli
from server.net.sql import connect
from tests.cli.test_extract import NOWHERE, prompt_lens
from tests.support.children import ROOT
from tests.support.house import environment

HELP_SECONDS = 0.5
MODULE = (sys.executable, "-m", "server.cli")
COMMAND = (str(Path(sys.executable).with_name("prompt-lens")),)


@pytest.mark.parametrize("entrance", [MODULE, COMMAND], ids=["module", "command"])
def test_it_is_there_and_reads_a_file(entrance: tuple[str, ...]) -> None:
    words = ("extract", str(FOLDER / "dusk.png"), "--format", "text")
    env = environment(**NOWHERE)
    said = subprocess.check_output([*entrance, *words], text=True, cwd=ROOT, env=env)
    assert said.splitlines()[0] == dusk.PROMPT


def test_it_tells_its_version() -> None:
    assert prompt_lens("--version").stdout == f"prompt-lens, version {__version__}\n"


def test_help_comes_at_once_and_names_the_commands() -> None:
    took = []
    for _ in range(5):
        # The processor's time: this machine may be busy with something else.
        began = os.times().children_user
        said = subprocess.check_output([*MODULE, "--help"], text=True, cwd=ROOT)
        took.append(os.times().children_user - began)
        assert "extract" in said
        assert "migrate" in said
    assert min(took) < HELP_SECONDS


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
    assert ended.stderr.startswith("Error: The database cannot be had (OperationalError)")
    assert "PROMPT_LENS_DATABASE_URL" in ended.stderr
