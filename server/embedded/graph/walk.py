"""A graph as it was run, and how far it may be walked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from server.embedded.said import Object

MOST_NODES = 4_000
MOST_STEPS = 6_000
DEEPEST = 60


class Ref(NamedTuple):
    """An output of a node."""

    node: str
    slot: int


class TooFar(Exception):
    """The graph is larger, or more entangled, than anybody draws one."""


@dataclass(frozen=True, slots=True)
class Node:
    """What a node is called, and what it is given by name: values, or a list that is a link."""

    kind: str
    inputs: Mapping[str, Any]


class Graph:
    """Nodes by their ids. Every step of a walk is counted."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        """Take the nodes."""
        self.nodes = nodes
        self._left = MOST_STEPS

    def step(self) -> None:
        """Count a step; raises TooFar."""
        self._left -= 1
        if self._left < 0:
            raise TooFar

    def ref(self, value: object) -> Ref | None:
        """Return the output that an input is linked with, if it is linked and that is there."""
        match value:
            case [str() | int() as node, int() as slot] if str(node) in self.nodes:
                return Ref(str(node), slot)
        return None

    def links(self, node: str) -> Iterator[tuple[str, Ref]]:
        """Yield each linked input's name and what it is linked with."""
        for name, value in self.nodes[node].inputs.items():
            ref = self.ref(value)
            if ref:
                self.step()
                yield name, ref

    def above(self, node: str) -> Iterator[str]:
        """Yield every node that this one's result hangs on, the nearest first."""
        seen, queue = {node}, [node]
        for each in queue:
            for _, ref in self.links(each):
                if ref.node not in seen:
                    seen.add(ref.node)
                    queue.append(ref.node)
                    yield ref.node


def graph_of(told: Object) -> Graph | None:
    """Return the graph that was run (`prompt` in the API's form), or None where it is none."""
    if len(told) > MOST_NODES:
        return None
    nodes = {
        name: Node(node["class_type"], node["inputs"])
        for name, node in told.items()
        if isinstance(node, dict)
        and isinstance(node.get("class_type"), str)
        and isinstance(node.get("inputs"), dict)
    }
    return Graph(nodes) if nodes else None
