"""What anybody may read: the modes, how long things are kept, and the calls as a page."""

import re
from html import unescape

import pytest

from server.api.privacy import span
from server.errors import every_error
from server.modes.render import catalogue
from tests.api.conftest import Door


def test_the_modes_are_the_catalogue_and_may_be_kept_for_a_while(door: Door) -> None:
    answer = door().get("/v1/modes")
    assert [mode["id"] for mode in answer.get_json()["modes"]] == [mode.id for mode in catalogue()]
    assert set(answer.get_json()["modes"][0]) == {
        "id", "label", "version", "target", "has_negative",
    }  # fmt: skip
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


def test_requests_are_counted_as_long_as_the_longest_limit(door: Door) -> None:
    short = {f"limit_{name}": "9/minute" for name in (
        "trials", "proofs_minute", "proofs_day", "proofs_48", "account",
    )}  # fmt: skip
    for settings, seconds in ((short, 60), ({**short, "limit_account": "9/hour"}, 3600)):
        told = door(**settings).get("/v1/privacy").get_json()["retention"]
        counted = [kept["seconds"] for kept in told if "keyed hash" in kept["what"]]
        assert counted == [seconds]


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
