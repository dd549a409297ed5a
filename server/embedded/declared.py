"""A declaration that a machine made the picture: C2PA's, or IPTC's in XMP. Never a prompt.

C2PA's boxes hold CBOR. Of all that they say we need three texts, found by how CBOR writes a text
behind its key. No signature is checked: whoever shows this says so.
"""

import re
from collections.abc import Mapping
from itertools import islice

from server.domain.result import DeclaredAi

MADE = (  # of IPTC's vocabulary of digital source types, those with a trained model in them
    "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic",
)  # fmt: skip
LONGEST = 1024 * 1024
LONGEST_NAME = 100
MOST_TOLD = 200
_HEAD = rb"(?:\x78(?P<long>.)|(?P<short>[\x60-\x77]))"
_KIND = re.compile(rb"qdigitalSourceType" + _HEAD, re.DOTALL)
# The name stands alone, or in a map, or in a list of maps.
_IN_MAP = rb"(?:[\x80-\x9f]?[\xa0-\xbf](?:gversion.{0,40}?)?dname)?"
_MAKERS = [
    re.compile(key + _IN_MAP + _HEAD, re.DOTALL)
    for key in (rb"msoftwareAgent", rb"tclaim_generator_info", rb"oclaim_generator")
]


def in_boxes(jumbf: bytes) -> DeclaredAi | None:
    """Return what a file's C2PA boxes declare, if that is a machine."""
    told = jumbf[:LONGEST]
    found = islice(_KIND.finditer(told), MOST_TOLD)
    kinds = [_text(told, each).rpartition("/")[2] for each in found]
    how = next((kind for kind in MADE if kind in kinds), None)
    if how is None:
        return None
    names = (_text(told, found) for key in _MAKERS for found in key.finditer(told))
    return DeclaredAi(by=next(filter(None, names), "C2PA"), how=f"C2PA: {how}")


def in_texts(texts: Mapping[str, str]) -> DeclaredAi | None:
    """Return what a file's XMP declares, if that is a machine."""
    how = texts.get("DigitalSourceType", "").strip().rpartition("/")[2]
    if how not in MADE:
        return None
    names = ("AISystemUsed", "CreatorTool", "Credit", "Software")
    by = next((texts[name].strip() for name in names if texts.get(name, "").strip()), "IPTC")
    return DeclaredAi(by=by[:LONGEST_NAME], how=f"IPTC: {how}")


def _text(told: bytes, found: re.Match[bytes]) -> str:
    length = found["long"][0] if found["long"] else found["short"][0] - 0x60
    text = told[found.end() : found.end() + length].decode("utf-8", "replace")
    return "".join(sign for sign in text if sign.isprintable())[:LONGEST_NAME]
