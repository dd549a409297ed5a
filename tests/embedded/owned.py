"""Pictures that each carry a prompt of their own, or none, in every place and by every tool."""

import json
import zlib
from collections.abc import Callable
from typing import Any

from tests.embedded import tiff
from tests.embedded.graph_rows import clip, graph, sampler
from tests.embedded.hostile_rows import chunk, png, segment, text
from tests.embedded.stealthy import hidden, saved
from tests.embedded.test_places import XMP_KEY, itxt, packet

IDAT = chunk(b"IDAT", bytes(40))
SET = "Steps: 20, Sampler: Euler a, CFG scale: 6, Seed: 7, Size: 64x32"


def webui(owner: str) -> str:
    return f"{owner}\nNegative prompt: not {owner}\n{SET}"


def said(keyword: str, told: Any) -> bytes:
    return png(text(keyword, told if isinstance(told, str) else json.dumps(told)), IDAT)


def drawn(owner: str) -> dict[str, Any]:
    return graph(p=clip(owner), eg=clip(f"not {owner}"), k=sampler(["p", 0], ["eg", 0]))


def swarm(owner: str) -> dict[str, Any]:
    return {"sui_image_params": {"prompt": owner, "negativeprompt": f"not {owner}"}}


CARRYING: list[Callable[[str], bytes]] = [
    lambda owner: said("parameters", webui(owner)),
    lambda owner: said("prompt", drawn(owner)),
    lambda owner: said("parameters", swarm(owner)),
    lambda owner: said(
        "invokeai_metadata", {"positive_prompt": owner, "negative_prompt": f"not {owner}"}
    ),
    lambda owner: said("Comment", {"prompt": owner, "uc": f"not {owner}", "noise_schedule": "k"}),
    lambda owner: png(
        IDAT, chunk(b"zTXt", b"parameters\0\0" + zlib.compress(webui(owner).encode()))
    ),
    lambda owner: png(chunk(b"eXIf", tiff.comment(tiff.utf16(webui(owner)))), IDAT),
    lambda owner: b"\xff\xd8" + segment(0xE1, tiff.PREFIX + tiff.comment(tiff.utf16(webui(owner)))),
    lambda owner: b"\xff\xd8" + segment(0xFE, webui(owner).encode()),
    lambda owner: png(
        itxt(XMP_KEY, packet(f"<dc:description>{webui(owner)}</dc:description>")), IDAT
    ),
    lambda owner: saved(hidden(webui(owner), "stealth_pngcomp", (40, 64))),
]
BARE: list[Callable[[str], bytes]] = [
    lambda owner: png(IDAT),
    lambda owner: said("Comment", f"photo {owner}"),
    lambda owner: said("prompt", {"1": {"class_type": owner, "inputs": {}}}),
    lambda owner: b"\xff\xd8" + segment(0xFE, owner.encode()),
    lambda owner: png(chunk(b"caBX", owner.encode()), IDAT),
]
