"""From the file of ComfyUI's editor to the graph that it would run.

Muted nodes give nothing, bypassed ones give on what they get of the same type, and what stands in
a subgraph stands in the graph, under its instance's name.
"""

import re
from collections.abc import Iterator

from server.embedded.graph.nodes import NODES
from server.embedded.graph.walk import Graph, Node, TooFar
from server.embedded.said import Object

MUTED, BYPASSED = 2, 4
FROM_OUTSIDE, TO_OUTSIDE = "-10", "-20"  # the ends of a subgraph
DEEPEST = 6
MOST_NODES = 2_000
_COMMENTED = {*NODES.words, *NODES.encoders} - {"value"}
_AFTER = {"fixed", "increment", "decrement", "randomize"}  # stands behind a seed, under no name
_SEEDS = {"seed", "noise_seed"}
_NOT_SHOWN = {"Note", "MarkdownNote"}
_GROUP = ("workflow>", "workflow/")  # whose nodes stand elsewhere, of old
_LINE_COMMENT = re.compile(r"//[^\n]*")


def run_of(told: Object) -> Graph | None:
    """Return the graph that this file would run, or None where it is no such file."""
    if not isinstance(told.get("nodes"), list):
        return None
    try:
        nodes = dict(_Scope(told, "", {}, _subgraphs(told), [MOST_NODES]).nodes())
    except TooFar:
        return None
    return Graph(nodes) if nodes else None


def _subgraphs(told: Object) -> dict[str, Object]:
    definitions = told.get("definitions")
    listed = definitions.get("subgraphs") if isinstance(definitions, dict) else None
    return {str(each.get("id")): each for each in _objects(listed)}


class _Scope:
    """The editor's graph, or one instance of a subgraph in it."""

    def __init__(
        self, told: Object, prefix: str, outside: dict[int, object], subgraphs: dict[str, Object],
        room: list[int],
    ) -> None:  # fmt: skip
        self._told = told
        self._prefix = prefix
        self._outside = outside
        self._subgraphs = subgraphs
        self._room = room  # for so many nodes, in all scopes together
        nodes = {str(node.get("id")): node for node in _objects(told.get("nodes"))}
        # By number, as a graph that was run has them.
        self._nodes = dict(sorted(nodes.items(), key=lambda each: _number(each[1].get("id"))))
        self._links = dict(_links(told.get("links")))
        self._inner: dict[str, _Scope] = {}
        self._shown: dict[tuple[str, str], object] = {}

    def nodes(self) -> Iterator[tuple[str, Node]]:
        """Yield the nodes that run, and those of subgraphs, by their ids."""
        for name, node in self._nodes.items():
            kind = str(node.get("type", ""))
            self._room[0] -= 1
            if self._room[0] < 0:
                raise TooFar
            if node.get("mode") in (MUTED, BYPASSED) or kind in _NOT_SHOWN:
                continue
            inner = self._scope(name)
            if inner:
                yield from inner.nodes()
            else:
                yield self._prefix + name, Node(kind, self._inputs(node))

    def result(self, slot: int) -> object:
        """Return what a subgraph gives on at one of its outputs."""
        for source, out, target, into in self._links.values():
            if target == TO_OUTSIDE and into == slot:
                return self._origin(source, out)
        return None

    def _scope(self, name: str) -> "_Scope | None":
        node = self._nodes[name]
        told = self._subgraphs.get(str(node.get("type", "")))
        if told is None or self._prefix.count(":") >= DEEPEST:
            return None
        if name not in self._inner:
            shown = dict(_proxies(node))
            given = {named: value for (at, named), value in shown.items() if at == "-1"}
            given |= self._inputs(node)
            named = [str(each.get("name")) for each in _objects(told.get("inputs"))]
            outside = {slot: given.get(name) for slot, name in enumerate(named)}
            prefix = f"{self._prefix}{name}:"
            inner = _Scope(told, prefix, outside, self._subgraphs, self._room)
            inner._shown = shown
            self._inner[name] = inner
        return self._inner[name]

    def _inputs(self, node: Object) -> dict[str, object]:
        name = str(node.get("id"))
        given = dict(_widgets(node))
        given |= {named: value for (at, named), value in self._shown.items() if at == name}
        for named in _COMMENTED & set(given):
            given[named] = _uncommented(given[named])
        for each in _objects(node.get("inputs")):
            link = self._links.get(_number(each.get("link")))
            value = self._origin(*link[:2]) if link else None
            if value is not None:
                given[str(each.get("name"))] = value
        return given

    def _origin(self, source: str, slot: int, hops: int = 0) -> object:
        """Return an output as the graph links with it, or the value that comes from outside."""
        if source == FROM_OUTSIDE:
            return self._outside.get(slot)
        node = self._nodes.get(source)
        if node is None or node.get("mode") == MUTED or hops > DEEPEST * 4:
            return None
        if node.get("mode") == BYPASSED:
            return self._passed(node, slot, hops)
        inner = self._scope(source)
        return inner.result(slot) if inner else [self._prefix + source, slot]

    def _passed(self, node: Object, slot: int, hops: int) -> object:
        outputs, inputs = (list(_objects(node.get(name))) for name in ("outputs", "inputs"))
        kind = outputs[slot].get("type") if 0 <= slot < len(outputs) else None
        same = [each for each in inputs if each.get("type") == kind]
        for each in same:
            link = self._links.get(_number(each.get("link")))
            if link:
                return self._origin(link[0], link[1], hops + 1)
        return None


def _widgets(node: Object) -> Iterator[tuple[str, object]]:
    """Yield the values that stand in a node, by their names, as far as they are known."""
    values = node.get("widgets_values")
    if isinstance(values, dict):
        yield from ((str(name), value) for name, value in values.items())
        return
    listed = values if isinstance(values, list) else []
    shown = [str(each.get("name")) for each in _objects(node.get("inputs")) if each.get("widget")]
    names = NODES.widgets.get(str(node.get("type")), ())
    if len(shown) >= len(names) - ("control" in names):
        at = 0
        for name in shown:
            if at < len(listed):
                yield name, listed[at]
            has_control = name in _SEEDS and str(*listed[at + 1 : at + 2]) in _AFTER
            at += 2 if has_control else 1
    elif names:
        yield from zip(names, listed, strict=False)
    if not names and not shown and not str(node.get("type")).startswith(_GROUP):
        # Of a node that is not known, the texts alone mean something.
        yield from zip(("text", "text_2"), (v for v in listed if isinstance(v, str)), strict=False)


def _uncommented(value: object) -> object:
    """Leave out what the editor takes for a comment when it runs a graph."""
    if not isinstance(value, str):
        return value
    first, *rest = value.split("/*")
    return _LINE_COMMENT.sub("", first + "".join(part.partition("*/")[2] for part in rest))


def _proxies(node: Object) -> Iterator[tuple[tuple[str, str], object]]:
    """Yield the values that an instance shows for its inner nodes, by node and name."""
    properties = node.get("properties")
    proxies = properties.get("proxyWidgets") if isinstance(properties, dict) else None
    values = node.get("widgets_values")
    if isinstance(proxies, list) and isinstance(values, list):
        for proxy, value in zip(proxies, values, strict=False):
            if isinstance(proxy, list) and len(proxy) > 1:
                yield (str(proxy[0]), str(proxy[1])), value


def _links(told: object) -> Iterator[tuple[int, tuple[str, int, str, int]]]:
    """Yield id → source, its output, target, its input; both ways in which they are written."""
    for each in told if isinstance(told, list) else ():
        if isinstance(each, dict):
            row = [each.get(name) for name in _LINK]
        else:
            row = each[:5] if isinstance(each, list) else []
        match row:
            case [int() as name, source, int() as out, target, int() as into]:
                yield name, (str(source), out, str(target), into)


_LINK = ("id", "origin_id", "origin_slot", "target_id", "target_slot")


def _objects(told: object) -> Iterator[Object]:
    return (each for each in (told if isinstance(told, list) else ()) if isinstance(each, dict))


def _number(value: object) -> int:
    return value if isinstance(value, int) else -1
