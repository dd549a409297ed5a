"""PL-16: what is good enough for a developer's machine alone does not start as a service."""

import subprocess
import sys

import pytest

from server.settings import SettingsError, load
from tests.house.test_settings import GOOD, setting
from tests.support.children import ROOT
from tests.support.house import environment


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEYS", "for-development-only-never-in-production", "SECRET_KEYS"),
        ("SECRET_KEYS", "a" * 32 + ",short", "SECRET_KEYS"),
        ("PUBLIC_URL", "http://lens.example.org", "PUBLIC_URL"),
        ("PUBLIC_URL", "", "PUBLIC_URL"),
        ("DEV_HOSTS", "images.test=127.0.0.1:9000", "DEV_HOSTS"),
        ("REDIS_URL", "redis://cache.example.org:6379", "REDIS_URL"),
        ("PUBLIC_URL", "https://", "PUBLIC_URL"),
        ("IMGPILOT_ISSUER", "https:", "IMGPILOT_ISSUER"),
        ("BROKER_URL", "redis://cache.example.org:6379", "BROKER_URL"),
        ("DATABASE_URL", "sqlite:///prompt-lens.db", "DATABASE_URL"),
        ("IMGPILOT_ISSUER", "http://127.0.0.1:9000", "IMGPILOT_ISSUER"),
        ("IMGPILOT_ISSUER", "", "IMGPILOT_ISSUER"),
        ("IMGPILOT_CLIENT_ID", "", "IMGPILOT_CLIENT_ID"),
        ("IMGPILOT_CLIENT_SECRET", "", "CLIENT_SECRET"),
        ("DATABASE_URL", "postgresql://ledger.example.org/lens", "DATABASE_URL"),
        ("DATABASE_URL", "postgresql://ledger.example.org/lens?sslmode=prefer", "DATABASE_URL"),
        ("DATABASE_URL", "postgresql:///lens?host=ledger.example.org", "DATABASE_URL"),
        ("DATABASE_URL", "postgresql:///lens?hostaddr=198.51.100.5", "DATABASE_URL"),
        ("OPENAI_BASE_URL", "http://models.example.org/v1", "OPENAI_BASE_URL"),
        ("GEMINI_BASE_URL", "http://models.example.org", "GEMINI_BASE_URL"),
    ],
)
def test_pl_16_production_refuses_what_is_good_for_development_only(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TLS to people and ImgPilot, to every store and model elsewhere; real secrets and stores."""
    setting(monkeypatch, **{**GOOD, name: value})
    with pytest.raises(SettingsError, match=said):
        load()


@pytest.mark.parametrize("entrance", ["server.wsgi", "server.worker"])
def test_pl_16_an_ill_set_service_says_so_and_does_not_start(entrance: str) -> None:
    """Web and worker alike, in words and not in a trace."""
    ended = subprocess.run(
        [sys.executable, "-c", f"import {entrance}"],
        cwd=ROOT, env=environment(PROMPT_LENS_ENV="production"), capture_output=True,
        text=True, check=False, timeout=30,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "PROMPT_LENS_SECRET_KEYS" in ended.stderr
    assert "Traceback" not in ended.stderr
