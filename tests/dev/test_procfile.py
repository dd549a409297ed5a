"""What ships is what runs: `Procfile` is the one place where the processes stand."""

import shlex
import subprocess
import sys

import pytest

from dev import procfile, run
from dev.environment import Address
from tests.support.house import web_command, worker_command


def test_it_names_what_a_deployment_runs() -> None:
    lines = procfile.lines()
    assert list(lines) == ["release", "web", "worker"]
    modules = [shlex.split(line)[:3] for line in lines.values()]
    assert modules == [
        ["python", "-m", "server.cli"], ["python", "-m", "gunicorn"], ["python", "-m", "celery"],
    ]  # fmt: skip


def test_the_launcher_and_the_tests_run_the_same() -> None:
    lines = procfile.lines()
    launched = run.commands(Address("::1", 8787))
    assert {web_command(1)[-1], launched["web"][-1]} == {f"exec {lines['web']}"}
    assert {worker_command()[-1], launched["worker"][-1]} == {f"exec {lines['worker']}"}
    assert "BIND=[::1]:8787" in launched["web"]


def test_a_command_runs_with_this_interpreter_and_these_variables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    says = """python -c "import sys; print(sys.prefix, '${BIND:-nowhere}')" """
    monkeypatch.setattr(procfile, "lines", lambda: {"web": says})
    said = subprocess.check_output(procfile.command("web", BIND="here:1"), text=True)
    assert said == f"{sys.prefix} here:1\n"
