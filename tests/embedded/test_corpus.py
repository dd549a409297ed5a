"""Real files of WebUI and its kin, where the corpus lies beside the project."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.embedded.read import read_prompt
from tests.support.children import ROOT

CORPUS = ROOT.parent / "shared" / "corpus"
PRESENT = (CORPUS / "expected.json").exists()
pytestmark = pytest.mark.skipif(not PRESENT, reason="the corpus is not beside the project")

# Those that write the WebUI text into PNG text or Exif; the other carriers and tools come later.
WEBUI_TEXT = {
    "edge/text_after_idat.png", "tools/png-comfyui-saveimagewithmetadata.png",
    "tools/png-easy-reforge.png", "tools/png-forge-classic-hires.png", "tools/png-forge-neo.png",
    "tools/png-forge.png", "tools/png-reforge.png", "tools/png-sd-next.png",
    "tools/png-sd-webui.png", "tools/png-stability-matrix.png", "tools/jpg-civitai.jpeg",
    "tools/jpg-comfyui-saveimagewithmetadata.jpeg", "tools/jpg-forge-classic.jpeg",
    "tools/jpg-sd-next.jpg", "tools/webp-forge-classic.webp", "tools/webp-forge-neo.webp",
    "tools/webp-reforge-hires.webp", "tools/webp-sd-webui.webp",
}  # fmt: skip


def entries() -> list[dict[str, Any]]:
    return json.loads((CORPUS / "expected.json").read_text()) if PRESENT else []


def folded(text: str | None) -> str:
    return " ".join((text or "").split())


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["file"])
def test_a_real_file_is_read_rightly_or_not_at_all(entry: dict[str, Any]) -> None:
    embedded = read_prompt((CORPUS / entry["file"]).read_bytes())
    if entry["file"] in WEBUI_TEXT:
        assert embedded
        assert folded(embedded.prompt) == folded(entry["prompt"])
        assert folded(embedded.negative) == folded(entry["negative"])
    else:
        assert embedded is None


@given(st.data(), st.binary(max_size=8), st.integers(0, 8))
@settings(max_examples=200, deadline=None)
def test_no_damage_to_a_real_file_raises(data: st.DataObject, noise: bytes, lost: int) -> None:
    whole = (CORPUS / data.draw(st.sampled_from(sorted(WEBUI_TEXT)))).read_bytes()
    # The metadata stands within the first or the last kilobytes.
    near = data.draw(st.integers(0, min(len(whole), 4096)))
    at = data.draw(st.sampled_from([near, len(whole) - near]))
    read_prompt(whole[:at] + noise + whole[at + lost :])
