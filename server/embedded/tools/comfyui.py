"""ComfyUI: the graph that was run (`prompt`), or else the editor's file (`workflow`).

A graph has no one prompt. What the first sampler was given is told as the picture's, and what
later ones were given beside it, where that is something else.
"""

from collections.abc import Iterator

from server.domain.embedded import EmbeddedPrompt
from server.embedded.graph.stages import Stage, stages
from server.embedded.graph.walk import Graph, TooFar, graph_of
from server.embedded.graph.workflow import run_of
from server.embedded.said import Said

TOOL = "comfyui"


def parse(said: Said) -> EmbeddedPrompt | None:
    """Return what the samplers got; hollow where a graph's words are not in it."""
    told: list[Stage] = []
    for graph in _graphs(said):
        told = _stages(graph) or told
        if any(stage.prompt.strip() for stage in told):
            break
    if not told:
        return None
    main = next((stage for stage in told if stage.prompt.strip()), told[0])
    settings = dict(main.settings)
    for number, stage in enumerate((each for each in told if each is not main), 2):
        if stage.prompt.strip() and stage.prompt != main.prompt:
            settings[f"Stage {number} prompt"] = stage.prompt
            if stage.negative != main.negative:
                settings[f"Stage {number} negative"] = stage.negative
    return EmbeddedPrompt(TOOL, main.prompt, main.negative, settings.get("Model"), settings)


def _graphs(said: Said) -> Iterator[Graph]:
    yield from filter(None, map(graph_of, said.objects()))
    yield from filter(None, map(run_of, (said.object("workflow"), *said.objects())))


def _stages(graph: Graph) -> list[Stage]:
    try:
        return stages(graph)
    except TooFar:
        return []
