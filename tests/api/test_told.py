"""What anybody may read: the modes, what is kept for how long, and both as pages."""

import re
from html import unescape
from typing import Any

import pytest

from server.admission.tokens import PROOF_SECONDS
from server.api.privacy import span
from server.errors import every_error
from server.jobs.keys import MEMBER_JOB_SECONDS, PICTURE_SECONDS, TRIAL_JOB_SECONDS
from server.modes.render import catalogue
from tests.api.conftest import Door


def test_the_modes_are_the_catalogue_and_may_be_kept_for_a_while(door: Door) -> None:
    answer = door().get("/v1/modes")
    assert [mode["id"] for mode in answer.get_json()["modes"]] == [mode.id for mode in catalogue()]
    assert set(answer.get_json()["modes"][0]) == {
        "id", "label", "version", "target", "has_negative",
    }  # fmt: skip
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


def test_what_is_kept_is_told_as_the_code_keeps_it(door: Door) -> None:
    told = door(limit_trials="3/hour").get("/v1/privacy").get_json()["retention"]
    by_time = {kept["what"]: kept["seconds"] for kept in told if kept["until"] == "time"}
    times = {TRIAL_JOB_SECONDS, MEMBER_JOB_SECONDS, PROOF_SECONDS, PICTURE_SECONDS}
    assert times <= set(by_time.values())
    assert max(by_time.values()) <= 30 * 24 * 3600
    others = {kept["until"]: kept["seconds"] for kept in told if kept["until"] != "time"}
    assert others == {"erased": None, "law": None}


def test_requests_are_counted_as_long_as_the_longest_limit(door: Door) -> None:
    short = {f"limit_{name}": "9/minute" for name in (
        "trials", "proofs_minute", "proofs_day", "proofs_48", "account",
    )}  # fmt: skip
    for settings, seconds in ((short, 60), ({**short, "limit_account": "9/hour"}, 3600)):
        told = door(**settings).get("/v1/privacy").get_json()["retention"]
        counted = [kept["seconds"] for kept in told if "keyed hash" in kept["what"]]
        assert counted == [seconds]


OWN = {"openai_key": "sk-test", "openai_base_url": "http://127.0.0.1:11434/v1"}
SUBPROCESSORS: list[tuple[dict[str, Any], list[tuple[str, str, str]]]] = [
    ({}, []),
    ({"openai_key": "sk-test"}, [("OpenAI", "api.openai.com", "model")]),
    ({"gemini_key": "k"}, [("Google", "generativelanguage.googleapis.com", "model")]),
    (OWN, [("127.0.0.1", "127.0.0.1", "model")]),
    (
        {"openai_key": "sk-test", "gemini_key": "k", "providers": (("gemini", 0),)},
        [("Google", "generativelanguage.googleapis.com", "model")],
    ),
    (
        {"imgpilot_issuer": "https://accounts.example.org/"},
        [("ImgPilot", "accounts.example.org", "account")],
    ),
]


@pytest.mark.parametrize(("settings", "named"), SUBPROCESSORS)
def test_who_is_named_is_who_is_configured(
    settings: dict[str, Any], named: list[tuple[str, str, str]], door: Door
) -> None:
    web = door(**settings)
    told = web.get("/v1/privacy").get_json()["subprocessors"]
    assert [(other["name"], other["host"], other["role"]) for other in told] == named
    page = web.get("/privacy").get_data(as_text=True)
    assert [host for _, host, _ in named if f"<code>{host}</code>" not in page] == []
    asks = any(role == "model" for _, _, role in named)
    assert ("goes to a model" in page, "without a model" in page) == (asks, not asks)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (120, "2 minutes"), (60, "1 minute"), (3600, "1 hour"), (30, "30 seconds"),
        (24 * 3600, "24 hours"), (48 * 3600, "2 days"), (30 * 24 * 3600, "30 days"),
        (61, "61 seconds"),
    ],
)  # fmt: skip
def test_a_time_is_said_in_words(seconds: int, said: str) -> None:
    assert span(seconds) == said


def test_the_page_shows_every_call_field_and_code(door: Door) -> None:
    web = door()
    contract = web.get("/v1/openapi.json").get_json()
    page = unescape(web.get("/docs").get_data(as_text=True))
    for path, methods in contract["paths"].items():
        assert f"<code>{path}</code>" in page
        for call in methods.values():
            assert f'<section id="{call["operationId"]}"' in page
    for name, schema in contract["components"]["schemas"].items():
        for field in schema.get("properties", ()):
            assert f"<code>{field}</code>" in page, (name, field)
    for kind in every_error():
        assert f'<tr id="error-{kind.code}">' in page
        assert kind.sentence in page
    told = [shape.get("description", "") for shape in contract["components"]["schemas"].values()]
    assert "None" not in " ".join(told), "its readers know null"
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links - set(re.findall(r'id="([^"]+)"', page)) == set()


@pytest.mark.parametrize("path", ["/docs", "/privacy"])
def test_a_page_loads_nothing_from_elsewhere_and_no_script(path: str, door: Door) -> None:
    answer = door().get(path)
    page = answer.get_data(as_text=True)
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
