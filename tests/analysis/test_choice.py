"""Which providers the settings configure, in which dialect, and when their SDKs are imported."""

import subprocess
import sys
from typing import Any

import pytest

from server.analysis.ask import Limits
from server.app.providers import (
    JOB_SECONDS,
    OWN_SERVER_JOB_SECONDS,
    endpoints,
    job_seconds,
    limits,
)
from server.settings import Settings
from tests.support.children import ROOT

OWN = "http://127.0.0.1:11434/v1"
CHOICES: list[tuple[dict[str, Any], list[tuple[str, str, bool]]]] = [
    ({}, []),
    ({"openai_key": "k"}, [("openai", "responses", False)]),
    ({"openai_key": "k", "openai_base_url": "https://api.openai.com/v1/"},
     [("openai", "responses", False)]),
    ({"openai_key": "k", "openai_api": "chat"}, [("openai", "chat", False)]),
    ({"openai_base_url": OWN}, [("openai", "chat", True)]),
    ({"openai_base_url": OWN, "openai_api": "responses"}, [("openai", "responses", True)]),
    ({"gemini_key": "k"}, [("gemini", "gemini", False)]),
    ({"gemini_base_url": "http://127.0.0.1:9"}, [("gemini", "gemini", True)]),
    ({"openai_key": "k", "gemini_key": "k"},
     [("openai", "responses", False), ("gemini", "gemini", False)]),
    ({"openai_key": "k", "gemini_key": "k", "providers": "gemini,openai,gemini"},
     [("gemini", "gemini", False), ("openai", "responses", False)]),
    ({"openai_key": "k", "gemini_key": "k", "providers": "gemini"},
     [("gemini", "gemini", False)]),
    ({"openai_key": "k", "providers": "gemini"}, []),
]  # fmt: skip


SHARES: list[tuple[str, dict[str, int]]] = [
    ("openai,gemini", {"openai": 0, "gemini": 0}),
    ("gemini : 1, openai:3", {"gemini": 1, "openai": 3}),
    ("openai:3,gemini", {"openai": 3, "gemini": 0}),
    ("gemini:2", {"gemini": 2}),
]


@pytest.mark.parametrize(("said", "wanted"), SHARES)
def test_providers_may_have_weights(
    said: str, wanted: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMPT_LENS_PROVIDERS", said)
    assert dict(Settings().providers) == wanted
    assert list(dict(Settings().providers)) == list(wanted)


def test_each_has_limits_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMPT_LENS_OPENAI_AT_ONCE", "8")
    monkeypatch.setenv("PROMPT_LENS_GEMINI_USD_PER_DAY", "2.5")
    assert limits(Settings(), "openai") == Limits(at_once=8)
    assert limits(Settings(), "gemini") == Limits(usd_per_day=2.5)


@pytest.mark.parametrize(("chosen", "wanted"), CHOICES)
def test_the_settings_choose(chosen: dict[str, Any], wanted: list[tuple[str, str, bool]]) -> None:
    settings = Settings(**chosen)
    asked = endpoints(settings)
    assert [(e.provider, e.dialect, e.is_own) for e in asked] == wanted
    own = any(is_own for *_, is_own in wanted)
    assert job_seconds(settings) == (OWN_SERVER_JOB_SECONDS if own else JOB_SECONDS)
    assert "'k'" not in repr(asked), "a key is not shown where an endpoint is"


def test_no_sdk_is_imported_before_somebody_asks() -> None:
    script = (
        "import sys; from server.app import worker; from server.settings import Settings;"
        "worker.make_worker(Settings(openai_key='k', gemini_key='k')).decoders.close();"
        "sys.exit(' '.join({'openai', 'google.genai', 'PIL'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.stderr.strip() == ""
