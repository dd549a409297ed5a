"""Files that are built to hold a reader of prompts up, or to trip it."""

import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

from server.embedded.carriers.png import SIGNATURE
from tests.embedded import tiff

Graph = dict[str, Any]

MEGABYTE = 1024 * 1024
BILLION = (
    b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><x>&j;</x>"
)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes, size: tuple[int, int] = (1, 1), colour: int = 2) -> bytes:
    head = struct.pack(">IIBBBBB", *size, 8, colour, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IEND", b"")


def text(keyword: str, said: str) -> bytes:
    return chunk(b"tEXt", keyword.encode() + b"\0" + said.encode("utf-8", "surrogatepass"))


def said(keyword: str, words: str) -> bytes:
    return png(text(keyword, words), chunk(b"IDAT", b""))


def bomb(keyword: str, size: int) -> bytes:
    return chunk(b"zTXt", keyword.encode() + b"\0\0" + zlib.compress(bytes(size), 9))


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def node(kind: str, **inputs: Any) -> Graph:
    return {"class_type": kind, "inputs": inputs}


def sampled(graph: Graph, by: str = "1") -> bytes:
    sampler = node("KSampler", seed=1, steps=1, positive=[by, 0], negative=[by, 0])
    return said("prompt", json.dumps(graph | {"sampler": sampler}))


def chain(length: int, kind: str = "Reroute", name: str = "") -> Graph:
    links = {str(n): node(kind, **{name: [str(n + 1), 0]}) for n in range(1, length)}
    return links | {str(length): node("CLIPTextEncode", text="a cat")}


def doubled(levels: int, kind: str, names: tuple[str, str], last: Graph) -> Graph:
    return {
        str(n): node(kind, **{name: [str(n + 1), 0] for name in names}) for n in range(1, levels)
    } | {str(levels): last}


def web(nodes: int, links: int) -> Graph:
    return {
        str(n): node(
            "Any", **{f"a{k}": [str((n * 7 + k * 13) % nodes + 1), 0] for k in range(links)}
        )
        for n in range(1, nodes + 1)
    }


def crowd(count: int) -> bytes:
    samplers = {
        str(n): node("KSampler", seed=n, positive=["t", 0], latent_image=[str(n + 1), 0])
        for n in range(1, count)
    }
    return said("prompt", json.dumps(samplers | {"t": node("CLIPTextEncode", text="a cat")}))


def nested(instances: int) -> bytes:
    inner = [{"id": n, "type": "g", "inputs": []} for n in range(instances)]
    subgraph = {"id": "g", "nodes": inner, "links": [], "inputs": [], "outputs": []}
    return said("workflow", json.dumps({"nodes": inner, "definitions": {"subgraphs": [subgraph]}}))


def edited(nodes: int, mode: int) -> bytes:
    """An editor's file of nodes that all are bypassed, each hanging on the next, the last on 0."""
    drawn = [
        {
            "id": n, "type": "Reroute", "mode": mode, "outputs": [{"type": "*"}],
            "inputs": [{"name": "", "type": "*", "link": n}],
        }
        for n in range(nodes)
    ]  # fmt: skip
    links = [[n, (n + 1) % nodes, 0, n, 0, "*"] for n in range(nodes)]
    sampler = {
        "id": nodes, "type": "KSampler", "widgets_values": [1, "fixed", 1],
        "inputs": [{"name": "positive", "type": "*", "link": nodes}],
    }  # fmt: skip
    links.append([nodes, 0, 0, nodes, 0, "*"])
    return said("workflow", json.dumps({"nodes": [*drawn, sampler], "links": links}))


def stealth(side: int, length: int, marked: bytes = b"stealth_pngcomp") -> bytes:
    """A picture whose alpha says that so many bits follow, and holds nothing more."""
    bits = "".join(f"{byte:08b}" for byte in marked + struct.pack(">I", length))
    rows = bytearray((b"\4" + bytes(4 * side)) * side)  # Paeth: the dearest of the filters
    above = 0
    for at, bit in enumerate(bits[:side]):
        rows[at * (1 + 4 * side) + 4] = (int(bit) - above) & 255
        above = int(bit)
    return png(chunk(b"IDAT", zlib.compress(bytes(rows), 1)), size=(side, side), colour=6)


def boxes(count: int) -> bytes:
    return struct.pack(">I4s4sI", 16, b"ftyp", b"avif", 0) + struct.pack(">I4s", 8, b"free") * count


def full_directory() -> bytes:
    row = struct.pack(">HHII", tiff.COMMENT, tiff.UNDEFINED, 400_000, 8)
    block = tiff.header(tiff.BIG) + struct.pack(">H", 65535) + row * 65535
    return png(chunk(b"eXIf", block), chunk(b"IDAT", b""))


def xmp(packet: bytes) -> bytes:
    body = b"XML:com.adobe.xmp\0\0\0\0\0" + packet
    return png(chunk(b"iTXt", body), chunk(b"IDAT", b""))


LONG = "a" * 60_000
MAKERS: dict[str, Callable[[], bytes]] = {
    "JSON of arrays in arrays": lambda: said("prompt", '{"a":' + "[" * MEGABYTE),
    "JSON of objects in objects": lambda: said("parameters", '{"a":' * 150_000),
    "JSON as deep as it may be": lambda: said("prompt", '{"a":' * 900 + "1" + "}" * 900),
    "JSON of small things": lambda: said("prompt", '{"a":[' + "[]," * 349_000 + "1]}"),
    "JSON of small objects": lambda: said("parameters", '{"a":[' + "{}," * 349_000 + "1]}"),
    "JSON of long numbers": lambda: said("prompt", '{"a":' + "9" * 1_000_000 + "}"),
    "JSON of one key": lambda: said("prompt", "{" + '"a":1,' * 170_000 + '"b":1}'),
    "two texts of JSON": lambda: png(
        text("prompt", '{"a":[' + "[]," * 340_000 + "1]}"),
        text("workflow", '{"a":[' + "[]," * 340_000 + "1]}"),
    ),
    "a chain of 10,000 nodes": lambda: sampled(chain(10_000)),
    "a chain of 10,000 conditionings": lambda: sampled(chain(10_000, "Cond", "conditioning")),
    # Just within each bound, where the most is done.
    "as many things as may be": lambda: said("prompt", '{"a":[' + "[]," * 29_900 + "1]}"),
    "as many nodes as may be": lambda: sampled(chain(3_990)),
    "as many conditionings as may be": lambda: sampled(chain(3_990, "Cond", "conditioning")),
    "as many samplers as may be": lambda: crowd(3_990),
    "as dense a web as may be": lambda: sampled(web(3_000, 7)),
    "as large an editor's file as may be": lambda: edited(1_990, 0),
    "as many bypassed nodes as may be": lambda: edited(1_990, 4),
    "a circle": lambda: sampled({"1": node("Reroute", a=["2", 0]), "2": node("R", a=["1", 0])}),
    "a node on itself": lambda: sampled({"1": node("Concat", text_a=["1", 0], text_b=["1", 0])}),
    "a web of 5,000 nodes": lambda: sampled(web(5_000, 8)),
    "a web of 400 nodes": lambda: sampled(web(400, 100)),
    "conditionings doubled 60 times": lambda: sampled(
        doubled(
            59, "ConditioningCombine", ("conditioning_1", "conditioning_2"), node("T", text="c")
        )
    ),
    "texts doubled 60 times": lambda: sampled(
        doubled(59, "Concat", ("text_a", "text_b"), node("T", text="a cat, "))
    ),
    "10,000 samplers": lambda: crowd(10_000),
    "samplers of each other": lambda: said(
        "prompt",
        json.dumps(
            {str(n): node("KSampler", seed=1, positive=[str(-n % 50), 0]) for n in range(50)}
        ),
    ),
    "a subgraph in itself": lambda: nested(30),
    "bypassed nodes in a circle": lambda: edited(2_000, 4),
    "an editor's file of 4,000 nodes": lambda: edited(4_000, 0),
    "a bomb": lambda: png(bomb("parameters", 64 * MEGABYTE)),
    "5,000 bombs": lambda: png(*[bomb("parameters", MEGABYTE + 1)] * 5_000),
    "four texts of a megabyte": lambda: png(
        *[text(name, "x: y, " * 170_000) for name in ("parameters", "Comment", "Dream", "prompt")]
    ),
    "20,000 texts": lambda: png(*[text(f"k{n}", "x") for n in range(20_000)]),
    "2,000 comments": lambda: b"\xff\xd8" + segment(0xFE, b"a: b, Steps: 1, " * 300) * 2_000,
    "150 long comments": lambda: b"\xff\xd8" + segment(0xFE, b'{"a":[' + b"[]," * 21_000) * 150,
    "pairs without end": lambda: said("parameters", "a\nSteps: 1, " + 'a: "\\' * 3_900),
    "lines without end": lambda: said("parameters", "\n" * 65_000 + "Steps: 1, a: b, c: d"),
    "networks without end": lambda: said(
        "parameters", "<lora:" * 10_000 + "\nSteps: 1, a: 1, b: 2"
    ),
    "blanks before a job": lambda: said("Description", " " * 16_000 + "Job ID: x"),
    "a command of quotes": lambda: said("Dream", '"' + '\\"' * 30_000),
    "a command of options": lambda: said("Dream", '"a"' + " -" * 30_000),
    "brackets without end": lambda: said("Dream", '"' + "[a" * 30_000 + '"'),
    "comments within comments": lambda: said(
        "workflow",
        json.dumps(
            {"nodes": [{"id": 1, "type": "CLIPTextEncode", "widgets_values": ["/*" * 99_999]}]}
        ),
    ),
    "an answer in words alone": lambda: said("parameters", "a (" * 21_000 + "\nNegative prompt: x"),
    "lone surrogates": lambda: said(
        "parameters", '{"prompt": "\\ud800 a \\udfff", "steps": "\\ud800"}'
    ),
    "surrogates as bytes": lambda: said("parameters", "a \ud800\nNegative prompt: \udfff"),
    "NULs": lambda: said("parameters", "a\0 cat\0\nNegative prompt: \0\nSteps: 1, a: 1, b: 2\0"),
    "names of all kinds": lambda: said(
        "prompt", json.dumps({"a": {"class_type": "x", "inputs": {}}})
    ),
    "a full directory": full_directory,
    "a comment of half a megabyte": lambda: png(
        chunk(b"eXIf", tiff.comment(tiff.utf16("a: b, " * 43_000)))
    ),
    "a billion laughs": lambda: xmp(BILLION),
    "XMP in XMP": lambda: xmp(b"<a>" * 100_000),
    "XMP of 40,000 elements": lambda: xmp(b"<a>" + b"<b>c</b>" * 40_000 + b"</a>"),
    "XMP of attributes": lambda: xmp(
        b"<a " + b" ".join(b'b%d="c"' % n for n in range(40_000)) + b"/>"
    ),
    "declarations without end": lambda: png(chunk(b"caBX", b"qdigitalSourceTypea/" * 52_000)),
    "makers without end": lambda: png(
        chunk(b"caBX", b"qdigitalSourceTypew/trainedAlgorithmicMedia" + b"msoftwareAgent`" * 69_000)
    ),
    "1,250,000 boxes": lambda: boxes(1_250_000),
    "a signature and nothing": lambda: stealth(1_450, 8 * 8_000),
    "a signature that promises more than there is": lambda: stealth(900, 2**32 - 1),
    "a signature in 36 megabytes of pixels": lambda: stealth(3_000, 8 * 30_000),
}
