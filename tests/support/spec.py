"""The providers' published schemas, where this machine has them.

OpenAI's lie beside the project, in shared/specs, and are never copied into it; Google's are
the messages of a package for development. Where they are absent nothing is validated and
`PRESENT` says so; the tests that exist to validate skip with that reason.
"""

import copy
import json
from functools import cache
from importlib.util import find_spec
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tests.support.children import ROOT

FILE = ROOT.parent / "shared" / "specs" / "openai-requests.json"
PRESENT = FILE.exists()
ABSENT = "the provider's published schemas are not beside the project"
GEMINI_PRESENT = find_spec("google.ai") is not None
GEMINI_ABSENT = "google-ai-generativelanguage is not installed"


@cache
def _registry() -> Registry[Any]:
    document = _with_nulls(json.loads(FILE.read_text()))
    resource = Resource.from_contents(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **document}
    )
    registry: Registry[Any] = Registry().with_resource("urn:spec", resource)
    return registry


def _with_nulls(schema: Any) -> Any:
    """Say `nullable`, which the published document still uses, as JSON Schema does."""
    if isinstance(schema, list):
        return [_with_nulls(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    said = {name: _with_nulls(part) for name, part in schema.items()}
    return {"anyOf": [said, {"type": "null"}]} if said.pop("nullable", None) is True else said


def faults(name: str, value: object, *, closed: bool = False) -> list[str]:
    """Return what is wrong with `value` as the schema `name`; closed: no unknown parameter."""
    if not PRESENT:
        return []
    schema: dict[str, Any] = {"$ref": f"urn:spec#/components/schemas/{name}"}
    if closed:
        schema["unevaluatedProperties"] = False
    validator = Draft202012Validator(schema, registry=_registry())
    return [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]


def gemini_faults(name: str, value: dict[str, Any]) -> list[str]:
    """Return what is wrong with `value` as v1beta's message `name`.

    The package lags behind the API by exactly two fields, which are looked at here.
    """
    if not GEMINI_PRESENT:
        return []
    from google.ai import generativelanguage_v1beta
    from google.protobuf import json_format

    known, found = copy.deepcopy(value), []
    if known.pop("store", False) is not False:
        found.append("store: not false")
    thinking = known.get("generationConfig", {}).get("thinkingConfig", {})
    # The SDK writes this one as the message does, not as its JSON; the API takes both.
    if thinking.pop("thinking_level", "MINIMAL") != "MINIMAL":
        found.append("thinkingLevel: not MINIMAL")
    kind = getattr(generativelanguage_v1beta, name)
    try:
        json_format.ParseDict(known, kind.pb(kind()))
    except json_format.ParseError as error:
        found.append(str(error)[:300])
    return found
