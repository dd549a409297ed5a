"""What a deployment starts: real settings only, and nothing that belongs to development."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.test_settings import GOOD
from tests.support.children import ROOT
from tests.support.house import environment

SDKS = ("openai", "google.genai")
DEVELOPMENT = ("dev", "tests", "bench", "hypothesis", "pytest", "schemathesis")
IMPORTED = "import sys, json, {entrance}; print(json.dumps(sorted(sys.modules)))"


def imported(entrance: str, **settings: str) -> set[str]:
    """Return every module, and every package above it, that a fresh process has imported."""
    ended = subprocess.run(
        [sys.executable, "-c", IMPORTED.format(entrance=entrance)],
        cwd=ROOT, env=environment(**settings), capture_output=True, text=True, check=False,
        timeout=30,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return set(json.loads(ended.stdout))


@pytest.fixture(scope="module")
def production() -> dict[str, str]:
    keys = {"OPENAI_KEY": "sk-test", "GEMINI_KEY": "test"}
    return {f"PROMPT_LENS_{name}": value for name, value in {**GOOD, **keys}.items()}


@pytest.mark.parametrize("entrance", ["server.wsgi", "server.worker", "server.cli"])
def test_nothing_of_development_is_imported(entrance: str, production: dict[str, str]) -> None:
    assert imported(entrance, **production).isdisjoint(DEVELOPMENT)


@pytest.mark.parametrize("entrance", ["server.wsgi", "server.worker", "server.cli"])
def test_no_decoder_and_before_a_question_no_sdk_is_imported(
    entrance: str, production: dict[str, str]
) -> None:
    assert imported(entrance, **production).isdisjoint({*SDKS, "PIL"})


def test_a_web_process_cannot_fetch(production: dict[str, str]) -> None:
    assert "server.images.fetch" in imported("server.worker", **production)
    assert "server.images.fetch" not in imported("server.wsgi", **production)


def test_the_wheel_holds_the_service_alone_and_whole(tmp_path: Path) -> None:
    build = "import flit_core.buildapi as f, sys; print(f.build_wheel(sys.argv[1]))"
    name = subprocess.check_output(
        [sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, text=True
    ).strip()
    held = zipfile.ZipFile(tmp_path / name).namelist()
    files = [path for path in (ROOT / "server").rglob("*") if path.is_file()]
    ours = {str(path.relative_to(ROOT)) for path in files if "__pycache__" not in path.parts}
    assert {path for path in held if ".dist-info/" not in path} == ours
