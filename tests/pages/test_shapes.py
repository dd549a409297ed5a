"""What the extension and the page believe of the service is what its published description says."""

import re
from pathlib import Path

import httpx2
import pytest

from tests.support.children import ROOT
from tests.support.house import House
from tests.support.typescript import complaints, declared

pytestmark = pytest.mark.processes

EXTENSION, PAGE = ROOT / "extension/lib/shapes.js", ROOT / "server/api/static/shapes.js"
# Ours on the left, the service's on the right.
READ = {
    EXTENSION: {
        "Allowance": "Allowance", "Trial": "TrialGiven", "Proof": "ProofGiven",
        "Grant": "TokenGiven", "AccountAnswer": "AccountShown", "Session": "SessionShown",
        "Job": "Job", "Result": "Result", "Charge": "Charge", "ServiceProblem": "ProblemDocument",
    },
    PAGE: {
        "Trial": "TrialGiven", "Proof": "ProofGiven", "Job": "Job", "Result": "Result",
        "Problem": "ProblemDocument",
    },
}  # fmt: skip
SENT = {
    ROOT / "extension/lib/api.js": {"Request": "ProofRequest"},
    ROOT / "server/api/static/api.js": {"Order": "ProofRequest"},
}


@pytest.fixture(scope="module")
def described(house: House) -> str:
    contract = httpx2.get(f"{house.url}/v1/openapi.json", trust_env=False).json()
    return declared(contract["components"]["schemas"])


def program(described: str) -> str:
    lines = [described]
    for path, pairs in READ.items():
        for ours, theirs in pairs.items():
            believed = f'import("{path}").{ours}'
            lines.append(f"export const {_name(path)}{ours}: {believed} = given<{theirs}>();")
    for path, pairs in SENT.items():
        for ours, theirs in pairs.items():
            given = f'given<import("{path}").{ours}>()'
            lines.append(f"export const {_name(path)}{ours}: {theirs} = {given};")
    manifest = ROOT / "extension/manifest.json"
    lines.append(f'import manifest from "{manifest}" with {{ type: "json" }};')
    lines.append("export const asked: Omit<chrome.runtime.ManifestV3, Literal> = manifest;")
    lines.append('type Literal = "manifest_version" | "permissions" | "background";')
    lines.append("declare function given<T>(): T;")
    return "\n".join(lines)


def test_the_shapes_are_the_services(described: str, tmp_path: Path) -> None:
    assert complaints(program(described), tmp_path) == ""


def test_a_change_of_the_service_is_seen(described: str, tmp_path: Path) -> None:
    changes = {
        '"origin": "embedded" | "inferred"': '"origin": "read" | "inferred"',
        '"lengths": Lengths': '"lengths"?: string',
        '"remaining": number': '"remaining": string',
        '"image_url": string': '"image_url": string; "page_url": string',
        '"created_at": string; "last': '"created_at": null; "last',
    }
    for before, after in changes.items():
        assert before in described
        described = described.replace(before, after)
    said = complaints(program(described), tmp_path)
    unseen = {"libAllowance", "libResult", "libSession", "apiRequest", "staticResult", "apiOrder"}
    lines = (tmp_path / "held.ts").read_text().splitlines()
    for number in re.findall(r"held\.ts\((\d+),", said):
        unseen -= {name for name in unseen if f" {name}:" in lines[int(number) - 1]}
    assert unseen == set()


def _name(path: Path) -> str:
    return path.parent.name if path.stem == "shapes" else path.stem
