"""The provider's published schemas, where this machine has them.

They lie beside the project, in shared/specs, and are never copied into it. Where they
are absent nothing is validated and `PRESENT` says so; the tests that exist to validate
skip with that reason.
"""

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tests.support.children import ROOT

FILE = ROOT.parent / "shared" / "specs" / "openai-requests.json"
PRESENT = FILE.exists()
ABSENT = "the provider's published schemas are not beside the project"


@cache
def _registry() -> Registry[Any]:
    document = json.loads(FILE.read_text())
    resource = Resource.from_contents(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **document}
    )
    registry: Registry[Any] = Registry().with_resource("urn:spec", resource)
    return registry


def faults(name: str, value: object, *, closed: bool = False) -> list[str]:
    """Return what is wrong with `value` as the schema `name`; closed: no unknown parameter."""
    if not PRESENT:
        return []
    schema: dict[str, Any] = {"$ref": f"urn:spec#/components/schemas/{name}"}
    if closed:
        schema["unevaluatedProperties"] = False
    validator = Draft202012Validator(schema, registry=_registry())
    return [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]
