"""Real files of WebUI and its kin, where the corpus lies beside the project."""

import json
from typing import Any

import pytest

from server.embedded.read import read_prompt
from tests.support.children import ROOT

CORPUS = ROOT.parent / "shared" / "corpus"
PRESENT = (CORPUS / "expected.json").exists()
pytestmark = pytest.mark.skipif(not PRESENT, reason="the corpus is not beside the project")

# Those that write the WebUI text into PNG text; the other carriers and tools come later.
WEBUI_PNGS = {
    "edge/text_after_idat.png", "tools/png-comfyui-saveimagewithmetadata.png",
    "tools/png-easy-reforge.png", "tools/png-forge-classic-hires.png", "tools/png-forge-neo.png",
    "tools/png-forge.png", "tools/png-reforge.png", "tools/png-sd-next.png",
    "tools/png-sd-webui.png", "tools/png-stability-matrix.png",
}  # fmt: skip


def entries() -> list[dict[str, Any]]:
    return json.loads((CORPUS / "expected.json").read_text()) if PRESENT else []


def folded(text: str | None) -> str:
    return " ".join((text or "").split())


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["file"])
def test_a_real_file_is_read_rightly_or_not_at_all(entry: dict[str, Any]) -> None:
    embedded = read_prompt((CORPUS / entry["file"]).read_bytes())
    if entry["file"] in WEBUI_PNGS:
        assert embedded
        assert folded(embedded.prompt) == folded(entry["prompt"])
        assert folded(embedded.negative) == folded(entry["negative"])
    else:
        assert embedded is None
