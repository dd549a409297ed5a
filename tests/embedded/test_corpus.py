"""Real files of every tool, where the corpus lies beside the project."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.embedded.carriers import png
from server.embedded.read import holds_prompt, read, read_prompt
from server.embedded.said import Said
from server.embedded.tools import comfyui
from tests.support.children import ROOT

CORPUS = ROOT.parent / "shared" / "corpus"
PRESENT = (CORPUS / "expected.json").exists()
pytestmark = pytest.mark.skipif(not PRESENT, reason="the corpus is not beside the project")

# Where the graph shows that the sampler got something else than the corpus' own reader found.
ARGUED = {
    # KSampler 3 takes `positive` from ControlNetApply 23, whose `conditioning` is CLIPTextEncode
    # 24; the text that the corpus names is that of 7, the negative.
    "comfyui-graphs/controlnet-depth_controlnet.png": "underwater photograph shark",
}
# An editor's file alone holds no nodes of the old kind of group; the graph beside it does.
GROUPED = {"comfyui-graphs/hidream-hidream_e1_example.png", "tools/png-comfyui-group-nodes.png"}


def entries() -> list[dict[str, Any]]:
    return json.loads((CORPUS / "expected.json").read_text()) if PRESENT else []


def folded(text: str | None) -> str:
    return " ".join((text or "").split())


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["file"])
def test_a_real_file_says_what_it_says(entry: dict[str, Any]) -> None:
    stated = read((CORPUS / entry["file"]).read_bytes())
    assert (stated.declared is not None) == (entry["status"] == "declared-ai")
    assert not stated.is_hollow
    if entry["status"] != "embedded":
        assert stated.prompt is None
        return
    assert stated.prompt
    assert folded(stated.prompt.prompt) == folded(ARGUED.get(entry["file"], entry["prompt"]))
    assert folded(stated.prompt.negative) == folded(entry["negative"])
    assert stated.prompt.tool == entry["tool"]


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["file"])
def test_no_head_of_a_real_file_says_another_thing(entry: dict[str, Any]) -> None:
    whole = (CORPUS / entry["file"]).read_bytes()
    for cut in (len(whole) // 64, len(whole) // 8, len(whole) // 2, len(whole) - 1):
        if holds_prompt(whole[:cut]):
            assert read(whole[:cut], whole=False).prompt == read_prompt(whole)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["file"])
def test_the_editors_file_tells_what_the_graph_tells(entry: dict[str, Any]) -> None:
    place = next(png.places((CORPUS / entry["file"]).read_bytes()), {})
    if "workflow" not in place or entry["file"] in GROUPED:
        return
    told = [comfyui.parse(Said({name: place[name]})) for name in ("prompt", "workflow")]
    run, edited = (each.prompt + each.negative if each else "" for each in told)
    assert run
    # In the graph that was run, what stood between comment marks is gone.
    assert folded(edited) == folded(run)


@given(st.data(), st.binary(max_size=8), st.integers(0, 8))
@settings(max_examples=200, deadline=None)
def test_no_damage_to_a_real_file_raises(data: st.DataObject, noise: bytes, lost: int) -> None:
    files = sorted(entry["file"] for entry in entries())
    whole = (CORPUS / data.draw(st.sampled_from(files))).read_bytes()
    # The metadata stands within the first or the last kilobytes.
    near = data.draw(st.integers(0, min(len(whole), 4096)))
    at = data.draw(st.sampled_from([near, len(whole) - near]))
    read(whole[:at] + noise + whole[at + lost :])
