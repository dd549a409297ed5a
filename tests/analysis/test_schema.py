"""What a model is asked, in a shape that every provider takes."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, get_args

from jsonschema import Draft202012Validator

from server.analysis import canary, schema
from server.domain.analysis import Category, Confidence, Sexual
from tests.support.children import ROOT
from tests.support.provider import SEEN

# Gemini's documentation of `responseJsonSchema`; OpenAI's strict mode takes all of these too.
GEMINI_TAKES = {
    "$defs", "$ref", "$id", "$anchor", "type", "format", "title", "description", "enum", "items",
    "prefixItems", "minItems", "maxItems", "minimum", "maximum", "anyOf", "oneOf", "properties",
    "additionalProperties", "required",
}  # fmt: skip


def parts(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every schema in a schema."""
    yield part
    named = [*part.get("properties", {}).values(), *part.get("$defs", {}).values()]
    for inner in [*named, *([part["items"]] if "items" in part else [])]:
        yield from parts(inner)


def test_the_wire_schema_is_closed_and_asks_for_every_field() -> None:
    wire = schema.wire_schema()
    assert next(iter(wire["properties"])) == "prompt", "what stands first streams first"
    for part in parts(wire):
        assert set(part) <= GEMINI_TAKES
        assert not {"minItems", "maxItems", "minimum", "maximum", "title", "description"} & set(
            part
        )
        if part.get("type") == "object":
            assert part["additionalProperties"] is False
            assert list(part["required"]) == list(part["properties"])
    tag, fields = wire["$defs"]["Tag"]["properties"], wire["properties"]
    assert tag["category"]["enum"] == list(get_args(Category))
    assert fields["sexual"]["enum"] == list(get_args(Sexual))
    assert fields["confidence"]["enum"] == list(get_args(Confidence))
    assert set(schema.Seen.model_fields) == set(fields), "a title of ours is no field of theirs"


def test_an_answer_of_that_shape_is_one() -> None:
    validator = Draft202012Validator(schema.wire_schema())
    validator.validate(SEEN)
    for name in SEEN:
        assert not validator.is_valid({k: v for k, v in SEEN.items() if k != name}), name
    assert not validator.is_valid({**SEEN, "more": ""})


def test_what_is_measured_is_not_asked_for() -> None:
    assert not {"palette", "aspect_ratio", "width", "height"} & set(schema.Seen.model_fields)


def test_the_instructions_name_every_field() -> None:
    text = schema.instructions()
    assert [name for name in schema.Seen.model_fields if f"{name}:" not in text] == []
    for words in (get_args(Sexual), get_args(Confidence)):
        assert [word for word in words if word not in text] == []


def test_the_mark_stands_once_at_the_end_and_is_new_in_every_process() -> None:
    text = schema.instructions()
    assert text.count(canary.MARK) == 1
    assert text.index(canary.MARK) > 0.9 * len(text), "what stands before it can be cached"
    assert canary.MARK not in json.dumps(schema.wire_schema())
    script = "from server.analysis import schema; print(schema.instructions())"
    other = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    before = text.index(canary.MARK)
    assert other[:before] == text[:before]
    assert canary.MARK not in other
