"""The published description's schemas as TypeScript's types, and its compiler's judgement."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.children import ROOT

COMPILER = ROOT / "node_modules" / ".bin" / "tsc"
Schema = dict[str, Any]
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean",
         "null": "null"}  # fmt: skip


def declared(schemas: dict[str, Schema]) -> str:
    """Return every schema as a type of its name."""
    return "\n".join(f"type {name} = {_type(schema)};" for name, schema in schemas.items())


def _type(schema: Schema) -> str:
    if reference := schema.get("$ref"):
        return str(reference).rpartition("/")[2]
    if "const" in schema or "enum" in schema:
        return " | ".join(map(json.dumps, schema.get("enum", [schema.get("const")])))
    if several := schema.get("anyOf") or schema.get("oneOf"):
        return " | ".join(map(_type, several))
    match schema.get("type"):
        case "array":
            return f"({_type(schema.get('items', {}))})[]"
        case "object":
            return _object(schema)
        case kind:
            return PLAIN.get(str(kind), "unknown")


def _object(schema: Schema) -> str:
    if "properties" not in schema:
        return f"Record<string, {_type(schema.get('additionalProperties') or {})}>"
    needed = set(schema.get("required", ()))
    fields = (
        f"{json.dumps(name)}{'' if name in needed else '?'}: {_type(each)}"
        for name, each in schema["properties"].items()
    )
    return f"{{ {'; '.join(fields)} }}"


def complaints(text: str, folder: Path) -> str:
    """Return what the compiler says of this program, as strictly as of the extension itself."""
    if not COMPILER.exists():
        pytest.skip("TypeScript is not installed (npm ci)")
    (folder / "held.ts").write_text(text)
    options = {"typeRoots": [f"{ROOT}/node_modules/@types"], "resolveJsonModule": True}
    project = {
        "extends": f"{ROOT}/tsconfig.json", "compilerOptions": options, "include": ["held.ts"],
    }  # fmt: skip
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "tsconfig.json").write_text(json.dumps(project))
    command = [str(COMPILER), "--project", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
