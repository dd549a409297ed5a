"""From what a sampler is given back to the words that it was made of."""

import re
from collections.abc import Iterable, Mapping
from itertools import takewhile

from server.embedded.graph.nodes import NODES, Names, Sign
from server.embedded.graph.walk import DEEPEST, Graph, Node, Ref

LONGEST = 64 * 1024
NO_SLOT = -1
_SIGNED: tuple[tuple[Sign, Names], ...] = (
    ("positive", NODES.positive),
    ("negative", NODES.negative),
)
_PAIR: dict[int, Sign] = {0: "positive", 1: "negative"}
# text1, text_2, string_a: one row of words, in the order of their names.
_ROW = re.compile(r"(text|string|prompt|str|part|input_?text|any|value|input)_?(\d{1,2}|[a-h])")
_CONDITIONING = re.compile(r"cond(?:itioning)?(?:_?\d{1,2}|_to|_from|_[a-h])?", re.IGNORECASE)
_ESCAPES = {"\\n": "\n", "\\t": "\t", "comma": ", ", "space": " ", "newline": "\n"}


class Wording:
    """Reads one graph. Nothing is told twice, and no circle is gone round."""

    def __init__(self, graph: Graph) -> None:
        """Take the graph."""
        self._graph = graph
        self._known: dict[tuple[Ref, Sign], str] = {}

    def given(self, value: object, sign: Sign, depth: int = 0) -> str:
        """Return the words of an input: its own, or those of the node that it is linked with."""
        if isinstance(value, str):
            return value
        ref = self._graph.ref(value)
        if ref is None or depth > DEEPEST:
            return ""
        if (ref, sign) not in self._known:
            self._graph.step()
            self._known[ref, sign] = ""  # until it is known: whoever comes back here is in a circle
            self._known[ref, sign] = self._returned(ref, sign, depth + 1)[:LONGEST]
        return self._known[ref, sign]

    def _returned(self, ref: Ref, sign: Sign, depth: int) -> str:
        node = self._graph.nodes[ref.node]
        if node.kind in NODES.silent.classes:
            return ""
        signed = _signed(node, ref.slot, sign)
        if signed:
            return self.given(node.inputs[signed], sign, depth)
        conditionings = [name for name in node.inputs if _CONDITIONING.fullmatch(name)]
        if conditionings:
            return _once(self.given(node.inputs[name], sign, depth) for name in conditionings)
        pipes = (self._graph.ref(node.inputs.get(name)) for name in NODES.pipes)
        pipe = next(filter(None, pipes), None)
        if pipe:
            # What comes out at this place went in under its name, whatever the pipe's own place.
            named: Sign = NODES.outputs.get(node.kind, {}).get(ref.slot, sign)
            return self.given([pipe.node, NO_SLOT], named, depth)
        return self._written(node, sign, depth)

    def _written(self, node: Node, sign: Sign, depth: int) -> str:
        """Return the words of a node that has some; else of the first link that leads to any."""
        told = node.inputs
        for name in takewhile(lambda name: name != "value", NODES.words):
            if text := self.given(told.get(name), sign, depth):
                return "" if self._is_asked(node) else text
        if self._is_asked(node):
            return ""
        parts = _once(self.given(told.get(name), sign, depth) for name in NODES.encoders)
        if parts:
            return parts
        row = [name for name in sorted(told) if _ROW.fullmatch(name)]
        if row:
            return self._row(node, row, sign, depth)
        if "on_true" in told:
            return self._either(told, sign, depth)
        rest = (name for name in (*NODES.words, *told) if name in told and name not in NODES.others)
        texts = (
            self.given(told[name], sign, depth)
            for name in rest
            if name in NODES.words or self._graph.ref(told[name])
        )
        return next(filter(None, texts), "")

    def _row(self, node: Node, row: list[str], sign: Sign, depth: int) -> str:
        told = node.inputs
        if isinstance(told.get("select"), int) and f"input{told['select']}" in told:
            return self.given(told[f"input{told['select']}"], sign, depth)
        texts = [text for name in row if (text := self.given(told[name], sign, depth))]
        if row[0].startswith(("any", "input")) and not row[0].startswith("input_text"):
            return next(iter(texts), "")  # a switch: the first that is there
        named = (told[name] for name in NODES.between if isinstance(told.get(name), str))
        between = next(named, "" if "string_a" in told else " ")
        return _ESCAPES.get(between, between).join(texts)[:LONGEST]

    def _either(self, told: Mapping[str, object], sign: Sign, depth: int) -> str:
        """Return what a switch gives on, or holds back where the other's words are not here."""
        ref = self._graph.ref(told.get("switch"))
        is_on = self._graph.nodes[ref.node].inputs.get("value") if ref else told.get("switch")
        ways = ("on_false", "on_true") if is_on is False else ("on_true", "on_false")
        return next(filter(None, (self.given(told.get(name), sign, depth) for name in ways)), "")

    def _is_asked(self, node: Node) -> bool:
        return bool(NODES.silent.answers.search(node.kind[:200]))


def _signed(node: Node, slot: int, sign: Sign) -> str | None:
    """Return the input that this output gives on, where a node has one for each sign."""
    named = {each: next((n for n in names if n in node.inputs), "") for each, names in _SIGNED}
    if not all(named.values()):
        return None
    # A node that is told words for both gives on by sign what it is asked for.
    is_told = isinstance(node.inputs[named["positive"]], str)
    outputs = NODES.outputs.get(node.kind, {} if is_told else _PAIR)
    return named[outputs.get(slot, sign)]


def _once(texts: Iterable[str]) -> str:
    told = dict.fromkeys(text for text in texts if text.strip())
    return "\n".join(told)[:LONGEST]
