"""What a model may answer, and what becomes of it."""

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.analysis import schema
from server.domain.analysis import Category
from server.errors import AnswerInvalid
from tests.support.provider import SEEN


def answer(**changes: Any) -> str:
    return json.dumps({**SEEN, **changes})


def test_a_whole_answer_is_read_field_by_field() -> None:
    analysis = schema.read_answer(answer(), "de")
    assert analysis.prompt == SEEN["prompt"]
    assert analysis.subject == "red paper kite (diamond shaped)"
    assert analysis.colours == ("red", "straw yellow", "pale blue")
    assert [tag.category for tag in analysis.tags] == ["subject", "medium", "lighting"]
    assert analysis.language == "de"


WRONG = [
    "", "{}", "[]", "null", "no JSON", answer(prompt=""), answer(prompt="   "), answer(prompt=None),
    answer(tags=[{"name": "x", "category": "weather"}]), answer(tags="kite"), answer(extra="field"),
    json.dumps({k: v for k, v in SEEN.items() if k != "mood"}), answer()[:-1],
    "```json\n" + answer() + "\n```",
]  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_what_is_not_whole_is_not_an_answer(text: str) -> None:
    with pytest.raises(AnswerInvalid):
        schema.read_answer(text, "en")


CLEANED = [
    ("see https://evil.example/x now", "see now"),
    ("a [link](http://evil.example) here", "a link here"),
    ("an ![image](http://evil.example/p.png) here", "an image here"),
    ("<script>alert(1)</script> words", "alert(1) words"),
    ("**bold** words", "bold words"),
    ("two\n\nlines", "two lines"),
    ("a_b and #1", "a_b and #1"),
    ("5 < 6 and 7 > 3, <|end|><!-- x -->yes", "5 < 6 and 7 > 3, yes"),
    ("a\x00 cat \u202eesrever\u2066", "a cat esrever"),
    ("a 👩\u200d🎨 paints", "a 👩\u200d🎨 paints"),
]


@pytest.mark.parametrize(("raw", "clean"), CLEANED)
def test_markup_and_addresses_are_taken_out_of_prose(raw: str, clean: str) -> None:
    assert schema.read_answer(answer(prompt=raw), "en").prompt == clean


def test_text_in_the_picture_keeps_its_markup_and_hides_nothing() -> None:
    seen = schema.read_answer(answer(text_in_image=["<b>\u202eSALE\x00</b>"]), "en")
    assert seen.text_in_image == ("<b>SALE</b>",)


@given(st.lists(st.text(), max_size=60), st.text(min_size=1))
def test_every_field_is_bounded(texts: list[str], word: str) -> None:
    tags = [{"name": text * 9, "category": "other"} for text in texts]
    analysis = schema.read_answer(
        answer(prompt="p" + word * 3000, style=texts, text_in_image=texts, tags=tags), "en"
    )
    assert len(analysis.prompt) <= schema.LONGEST_PROMPT
    assert len(analysis.style) <= schema.MOST_PHRASES
    assert len(analysis.text_in_image) <= schema.MOST_PHRASES
    assert len(analysis.tags) <= schema.MOST_TAGS
    assert all(len(tag.name) <= schema.LONGEST_TAG for tag in analysis.tags)
    assert len({tag.name.lower() for tag in analysis.tags}) == len(analysis.tags)


def test_the_wire_schema_is_closed_and_asks_for_every_field() -> None:
    wire = schema.wire_schema()
    assert next(iter(wire["properties"])) == "prompt", "what stands first streams first"
    for part in (wire, wire["$defs"]["Tag"]):
        assert part["additionalProperties"] is False
        assert set(part["required"]) == set(part["properties"])
    assert "maxLength" not in json.dumps(wire)
    assert wire["$defs"]["Tag"]["properties"]["category"]["enum"] == list(get_args(Category))


def test_the_instructions_name_every_field() -> None:
    text = schema.instructions()
    assert [name for name in schema.Seen.model_fields if name not in text] == []
