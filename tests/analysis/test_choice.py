"""Which providers the settings configure, in which dialect, and when their SDKs are imported."""

import subprocess
import sys
from typing import Any

import pytest

from server.app.providers import (
    JOB_SECONDS,
    OWN_SERVER_JOB_SECONDS,
    endpoints,
    job_seconds,
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
        "worker.make_worker(Settings(openai_key='k', gemini_key='k')).close();"
        "sys.exit(' '.join({'openai', 'google.genai', 'PIL'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.stderr.strip() == ""
