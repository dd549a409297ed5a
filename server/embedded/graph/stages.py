"""The samplers of a graph, in the order in which they worked, and what each of them was given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.embedded import fields
from server.embedded.graph.nodes import NODES, Sign
from server.embedded.graph.walk import Graph, Node
from server.embedded.graph.wording import Wording

MOST_STAGES = 8
MOST_HOPS = 40
_SETTINGS = (
    "seed",
    "noise_seed",
    "steps",
    "cfg",
    "sampler_name",
    "scheduler",
    "denoise",
    "guidance",
)
_SIDES = re.compile(r"(\d{1,6}) ?x ?(\d{1,6})\b")
_SET_BY = ("noise", "sampler", "sigmas", "guider", "pipe", "options", "settings")
_VALUES = ("value", "seed", "int", "float", "number", "Number", "noise_seed", "string")


@dataclass(frozen=True, slots=True)
class Stage:
    """One sampler's words, and how it was set."""

    prompt: str
    negative: str
    settings: dict[str, str]


def stages(graph: Graph) -> list[Stage]:
    """Return every sampler's stage, whoever works on another's result behind it.

    Where nothing samples, a node that has somebody else draw is the one stage.
    """
    found = [name for name in graph.nodes if _samples(graph, graph.nodes[name])]
    wording = Wording(graph)
    if not found:
        return [*_asked(graph, wording)][:MOST_STAGES]
    among = set(found)
    behind = {
        name: sum(each in among for each in graph.above(name)) for name in found[:MOST_STAGES]
    }
    latest = sorted(behind, key=lambda name: (_starts_late(graph.nodes[name]), behind[name]))
    return [_stage(graph, wording, name) for name in latest]


def _samples(graph: Graph, node: Node) -> bool:
    return not NODES.runs.isdisjoint(node.inputs) and any(
        graph.ref(node.inputs.get(name)) or _is_text(node, name) for name in NODES.sampled_by
    )


def _is_text(node: Node, name: str) -> bool:
    return name == "positive" and isinstance(node.inputs.get(name), str)


def _starts_late(node: Node) -> bool:
    """Say whether it starts from a picture, as those do that mend faces and enlarge."""
    return NODES.starts_from.isdisjoint(node.inputs)


def _stage(graph: Graph, wording: Wording, name: str) -> Stage:
    node = graph.nodes[name]
    told = dict(_settings(graph, node))
    loras, model = _network(graph, node)
    size = _size(graph, name)
    return Stage(
        _received(graph, wording, node, "positive"),
        _received(graph, wording, node, "negative"),
        fields.settings(told, Size=size, Model=model, LoRAs=loras),
    )


def _received(graph: Graph, wording: Wording, node: Node, sign: Sign) -> str:
    """Return the words of a sampler, or of the guider or the pipe that it is given instead."""
    names = {"positive": (*NODES.positive, "conditioning", "cond"), "negative": NODES.negative}
    for _ in range(MOST_HOPS):
        own = next((name for name in names[sign] if name in node.inputs), None)
        if own:
            return wording.given(node.inputs[own], sign)
        refs = (graph.ref(node.inputs.get(name)) for name in NODES.pipes)
        ref = next(filter(None, refs), None)
        if ref is None:
            return ""
        node = graph.nodes[ref.node]
    return ""


def _settings(graph: Graph, node: Node, depth: int = 0) -> Iterator[tuple[str, object]]:
    if depth < 4:  # noqa: PLR2004  (a pipe of settings, and what sets it)
        for name in _SET_BY:
            ref = graph.ref(node.inputs.get(name))
            if ref:
                graph.step()
                yield from _settings(graph, graph.nodes[ref.node], depth + 1)
    for name in _SETTINGS:
        value = _value(graph, node.inputs.get(name))
        if value is not None:
            yield name, value


def _value(graph: Graph, value: object) -> object:
    """Return a plain value, or the one of the node that holds it for others."""
    ref = graph.ref(value)
    for _ in range(MOST_HOPS):
        if ref is None:
            return None if isinstance(value, list | dict) else value
        held = graph.nodes[ref.node].inputs
        value = next((held[name] for name in _VALUES if name in held), None)
        ref = graph.ref(value)
    return None


def _network(graph: Graph, node: Node) -> tuple[str, str]:
    """Return the networks on the way to the model, and the model."""
    loras: list[tuple[str, str]] = []
    for _ in range(MOST_HOPS):
        told = node.inputs
        loras += _loras(node)
        named = fields.first(told, NODES.models)
        if named:
            return fields.weighed(loras), named
        ways = (
            "model",
            "model1",
            "base_model",
            "guider",
            "pipe",
            "basic_pipe",
            "context",
            "base_ctx",
        )
        rest = (name for name in told if name not in NODES.others and name not in NODES.positive)
        refs = [ref for name in (*ways, *rest) if (ref := graph.ref(told.get(name)))]
        if not refs:
            break
        graph.step()
        node = graph.nodes[refs[0].node]
    return fields.weighed(loras), ""


def _loras(node: Node) -> Iterator[tuple[str, str]]:
    told = node.inputs
    if fields.text(told.get("lora_name")) not in {"", "None"}:
        yield (
            fields.text(told["lora_name"]),
            fields.first(told, ("strength_model", "lora_model_strength")),
        )
    for value in told.values():
        if isinstance(value, dict) and value.get("on") and "lora" in value:
            yield fields.text(value["lora"]), fields.text(value.get("strength"))


def _size(graph: Graph, name: str) -> str:
    for each in graph.above(name):
        told = graph.nodes[each].inputs
        chosen = _SIDES.match(fields.text(told.get("dimensions")))
        if chosen:
            return f"{chosen[1]}x{chosen[2]}"
        names = [("width", "height"), ("empty_latent_width", "empty_latent_height")]
        for across, down in names:
            width, height = _value(graph, told.get(across)), _value(graph, told.get(down))
            if isinstance(width, int) and isinstance(height, int) and width * height:
                return f"{width}x{height}"
    return ""


def _asked(graph: Graph, wording: Wording) -> Iterator[Stage]:
    for node in graph.nodes.values():
        if "prompt" in node.inputs and not NODES.silent.draws.isdisjoint(node.inputs):
            prompt = wording.given(node.inputs["prompt"], "positive")
            negative = wording.given(node.inputs.get("negative_prompt"), "negative")
            yield Stage(prompt, negative, fields.settings(dict(node.inputs)))
