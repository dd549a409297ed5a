"""What a graph's sampler was given: by table, in the editor's form, and bounded."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.embedded import EmbeddedPrompt
from server.embedded.said import Said
from server.embedded.tools import comfyui
from tests.embedded.graph_rows import CAT, DOG, ROWS, clip, graph, sampler


def read(prompt: dict[str, Any] | None = None, workflow: object = None) -> EmbeddedPrompt:
    texts = {"prompt": prompt, "workflow": workflow}
    told = comfyui.parse(Said({name: json.dumps(text) for name, text in texts.items() if text}))
    assert told
    return told


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(("name", "drawn", "prompt", "negative"), ROWS)
def test_what_the_sampler_was_given(
    name: str, drawn: dict[str, Any], prompt: str, negative: str
) -> None:
    told = read(drawn)
    assert (folded(told.prompt), folded(told.negative)) == (prompt, negative)


def test_how_the_sampler_was_set() -> None:
    told = read(
        graph(
            p=clip(CAT), eg=clip(DOG), e=("EmptyLatentImage", {"width": 64, "height": ["h", 0]}),
            h=("PrimitiveInt", {"value": 32}), s=("Seed (rgthree)", {"seed": 99}),
            loader=("CheckpointLoaderSimple", {"ckpt_name": "m.safetensors"}),
            a=("LoraLoader", {"model": ["loader", 0], "lora_name": "x", "strength_model": 0.8}),
            b=("Power Lora Loader (rgthree)", {
                "model": ["a", 0], "lora_1": {"on": True, "lora": "y", "strength": 1},
                "lora_2": {"on": False, "lora": "z", "strength": 1}}),
            k=sampler(["p", 0], ["eg", 0], seed=["s", 0], model=["b", 0], latent_image=["e", 0],
                      denoise=1),
        )
    )  # fmt: skip
    assert told.model == "m.safetensors"
    assert told.settings == {
        "Steps": "20", "Sampler": "euler", "Schedule type": "normal", "CFG scale": "5.5",
        "Seed": "99", "Denoising strength": "1", "Size": "64x32", "Model": "m.safetensors",
        "LoRAs": "y: 1, x: 0.8",
    }  # fmt: skip


def test_every_stage_that_was_given_other_words_is_told() -> None:
    told = read(
        graph(
            p=clip(CAT), eg=clip(DOG), q=clip("sharp"), r=clip("blur"),
            k=sampler(["p", 0], ["eg", 0], latent_image=["e", 0]), e=("Empty", {}),
            u=sampler(["q", 0], ["r", 0], latent_image=["k", 0]),
            v=sampler(["p", 0], ["eg", 0], latent_image=["u", 0]),
        )
    )  # fmt: skip
    assert told.prompt == CAT
    stages = {name: value for name, value in told.settings.items() if name.startswith("Stage")}
    assert stages == {"Stage 2 prompt": "sharp", "Stage 2 negative": "blur"}


def node(name: int, kind: str, *inputs: tuple[str, str, int], **more: Any) -> dict[str, Any]:
    rows = [{"name": given, "type": type_, "link": link} for given, type_, link in inputs]
    return {"id": name, "type": kind, "mode": 0, "inputs": rows, **more}


EDITED = {
    "nodes": [
        node(1, "CLIPTextEncode", widgets_values=["a /* big */ cat // on\non a wall"]),
        node(2, "CLIPTextEncode", widgets_values=[DOG]),
        node(3, "ControlNetApply", ("conditioning", "CONDITIONING", 1), ("image", "IMAGE", 9),
             mode=4, outputs=[{"type": "CONDITIONING"}]),
        node(4, "KSampler", ("positive", "CONDITIONING", 2), ("negative", "CONDITIONING", 3),
             widgets_values=[7, "fixed", 20, 5.5, "euler", "normal", 1]),
        node(5, "KSampler", ("positive", "CONDITIONING", 3), mode=2),
        node(6, "Note", widgets_values=["a note"]),
    ],
    "links": [
        [1, 1, 0, 3, 0, "CONDITIONING"], [2, 3, 0, 4, 0, "CONDITIONING"],
        [3, 2, 0, 4, 1, "CONDITIONING"],
    ],
}  # fmt: skip


def test_bypassed_and_muted_nodes_and_comments_of_an_editors_file() -> None:
    told = read(workflow=EDITED)
    assert (folded(told.prompt), told.negative) == ("a cat on a wall", DOG)
    assert told.settings["Seed"] == "7"
    assert told.settings["CFG scale"] == "5.5"


def instance(values: list[Any], proxies: list[list[str]], inputs: list[Any]) -> dict[str, Any]:
    link = ("id", "origin_id", "origin_slot", "target_id", "target_slot")
    inner = {
        "id": "sub", "inputs": [{"name": "text"}, {"name": "seed"}], "outputs": [{"name": "L"}],
        "nodes": [
            node(1, "CLIPTextEncode", ("text", "STRING", 1), widgets_values=["inside"]),
            node(2, "CLIPTextEncode", widgets_values=["no negative"]),
            node(3, "KSampler", ("positive", "C", 2), ("negative", "C", 3), ("seed", "INT", 4),
                 widgets_values=[1, "fixed", 20, 5, "euler", "normal", 1]),
        ],
        "links": [dict(zip(link, row, strict=True)) for row in (
            (1, -10, 0, 1, 0), (2, 1, 0, 3, 0), (3, 2, 0, 3, 1), (4, -10, 1, 3, 2),
            (5, 3, 0, -20, 0))],
    }  # fmt: skip
    outer = {"id": 9, "type": "sub", "inputs": inputs, "widgets_values": values,
             "properties": {"proxyWidgets": proxies}}  # fmt: skip
    text = node(8, "PrimitiveStringMultiline", widgets_values=["from outside"])
    return {"nodes": [outer, text], "links": [[1, 8, 0, 9, 0, "STRING"]],
            "definitions": {"subgraphs": [inner]}}  # fmt: skip


SUBGRAPHS = [
    ("values that the instance shows", [CAT, 42, DOG],
     [["-1", "text"], ["-1", "seed"], ["2", "text"]], [], (CAT, DOG, "42")),
    ("nothing from outside", [], [], [], ("inside", "no negative", "1")),
    ("a link from outside", [], [], [{"name": "text", "type": "STRING", "link": 1}],
     ("from outside", "no negative", "1")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values", "proxies", "inputs", "expected"), SUBGRAPHS)
def test_a_subgraph_is_read_as_if_it_stood_in_the_graph(
    name: str, values: list[Any], proxies: list[list[str]], inputs: list[Any],
    expected: tuple[str, str, str],
) -> None:  # fmt: skip
    told = read(workflow=instance(values, proxies, inputs))
    assert (told.prompt, told.negative, told.settings["Seed"]) == expected


def test_the_graph_that_was_run_stands_before_the_editors_file() -> None:
    told = read(
        graph(p=clip(CAT), eg=clip(DOG), k=sampler(["p", 0], ["eg", 0])), instance([], [], [])
    )
    assert told.prompt == CAT
    lost = read(graph(p=clip(["gone", 0]), k=sampler(["p", 0], ["p", 0])), EDITED)
    assert folded(lost.prompt) == "a cat on a wall"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["1", "2", "3", "KSampler", "-10"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["class_type", "inputs", "text", "positive", "negative", "seed", "nodes",
                         "links", "id", "type", "mode", "widgets_values", "definitions", "1", "2",
                         "subgraphs", "link", "name", "properties", "proxyWidgets", "outputs"]),
        inner, max_size=6),
    max_leaves=40,
)  # fmt: skip


@given(VALUES, VALUES)
@settings(deadline=None)
def test_no_graph_raises(prompt: Any, workflow: Any) -> None:
    texts = {"prompt": json.dumps({"a": prompt, "1": prompt}), "workflow": json.dumps(workflow)}
    comfyui.parse(Said(texts))


NODES = st.sampled_from(["a", "b", "c", "d"])
LINK = st.tuples(NODES, st.integers(-1, 3)).map(list)
INPUTS = st.dictionaries(
    st.sampled_from(["positive", "negative", "conditioning", "text", "text_a", "text_b", "model",
                     "seed", "latent_image", "pipe", "guider", "any_01", "select", ""]),
    LINK | st.sampled_from(["a cat", 1, None, True, 0.5]), max_size=5,
)  # fmt: skip


@given(st.dictionaries(NODES, st.tuples(st.sampled_from(["KSampler", "Reroute"]), INPUTS)))
@settings(deadline=None)
def test_no_circle_holds_it(nodes: dict[str, tuple[str, dict[str, Any]]]) -> None:
    comfyui.parse(Said({"prompt": json.dumps(graph(**nodes))}))
