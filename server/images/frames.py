"""What a parent and an image process say to each other.

A job is two frames (four bytes of length, then that many bytes): what is known of the file, and
its parts that draw. Back comes an answer, and on another pipe one byte of verdict: only then is
the answer whole, and whoever touched the picture gone.
"""

import json
from dataclasses import asdict
from typing import Any, BinaryIO

from server import errors
from server.domain.picture import Head, Look, Normalised
from server.domain.sizing import Sizing
from server.images.skeleton import Part, Skeleton

MAX_JOB = 16 * 1024 * 1024
MAX_KNOWN = 1024
MAX_ANSWER = 4 * 1024 * 1024
LENGTH = 4
DONE, TOO_SLOW, CRASHED = b"d", b"s", b"c"

_FAILURES: dict[str, type[errors.ImageFailed]] = {
    kind.code: kind
    for kind in (
        errors.BrokenImage,
        errors.ImageBomb,
        errors.NotAnImage,
        errors.UnsupportedFormat,
    )
}


class FrameBroken(Exception):
    """The other side is gone, or does not speak as agreed."""


def pack_job(skeleton: Skeleton, sizing: Sizing, seconds: float) -> tuple[bytes, tuple[Part, ...]]:
    """Return what is known, and then the parts: the payloads of two frames."""
    head = skeleton.head
    known = (head.format, head.width, head.height, skeleton.turn, sizing, max(seconds, 0.001))
    return json.dumps(known).encode(), skeleton.parts


def read_job(pipe: BinaryIO) -> tuple[Skeleton, Sizing, float]:
    """Read what `pack_job` was given, the parts as one; FrameBroken where there is no whole job."""
    kind, width, height, turn, sizing, seconds = json.loads(_read_frame(pipe, MAX_KNOWN))
    file = _read_frame(pipe, MAX_JOB)
    return Skeleton(Head(kind, width, height), (file,), turn), sizing, seconds


def pack_picture(picture: Normalised) -> bytes:
    """Return a line of JSON with everything but the JPEG, then the JPEG."""
    said = asdict(picture) | {"hidden": picture.hidden.hex()}
    del said["jpeg"]
    return json.dumps(said).encode() + b"\n" + picture.jpeg


def pack_failure(failure: errors.ImageFailed) -> bytes:
    """Return a line of JSON with the code alone."""
    return json.dumps({"failed": failure.code}).encode() + b"\n"


def unpack(answer: bytes) -> Normalised:
    """Return the picture or raise the failure that the child reports.

    The child has touched hostile bytes: what it says is checked like a stranger's word, and
    FrameBroken is raised where it is not in the agreed form.
    """
    line, _, jpeg = answer.partition(b"\n")
    try:
        said: dict[str, Any] = json.loads(line)
        if "failed" in said:
            raise _FAILURES[said["failed"]]("in the child")
        return _picture(said, jpeg)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise FrameBroken from error


def _read_frame(pipe: BinaryIO, most: int) -> bytes:
    head = pipe.read(LENGTH)
    length = int.from_bytes(head, "big")
    if len(head) < LENGTH or length > most:
        raise FrameBroken
    payload = pipe.read(length)
    if len(payload) < length:
        raise FrameBroken
    return payload


def _picture(said: dict[str, Any], jpeg: bytes) -> Normalised:
    look = said.pop("look")
    if not jpeg.startswith(b"\xff\xd8\xff"):
        raise ValueError
    measured = Look(
        palette=tuple(str(colour)[:7] for colour in look.pop("palette")[:6]),
        focus=str(look.pop("focus"))[:20],
        **{name: float(value) for name, value in look.items()},
    )
    return Normalised(
        jpeg=jpeg,
        format=str(said["format"])[:4],
        width=int(said["width"]),
        height=int(said["height"]),
        look=measured,
        hidden=bytes.fromhex(said["hidden"]),
    )
