"""What parent and child say to each other: frames of four bytes of length, then that many bytes."""

import json
from dataclasses import asdict
from typing import Any, BinaryIO, get_args

from server import errors
from server.domain.picture import Look, Normalised
from server.domain.sizing import Sizing

MAX_JOB = 16 * 1024 * 1024
MAX_ANSWER = 4 * 1024 * 1024
LENGTH = 4

_SIZINGS: tuple[Sizing, ...] = get_args(Sizing)
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


def write_frame(pipe: BinaryIO, payload: bytes) -> None:
    """Write one frame and flush; OSError where nobody reads."""
    pipe.write(len(payload).to_bytes(LENGTH, "big"))
    pipe.write(payload)
    pipe.flush()


def read_frame(pipe: BinaryIO, most: int) -> bytes:
    """Read one frame of at most `most` bytes, or raise FrameBroken."""
    head = pipe.read(LENGTH)
    length = int.from_bytes(head, "big")
    if len(head) < LENGTH or length > most:
        raise FrameBroken
    payload = pipe.read(length)
    if len(payload) < length:
        raise FrameBroken
    return payload


def pack_job(data: bytes, sizing: Sizing) -> bytes:
    """Return one byte for the sizing, then the file."""
    return bytes([_SIZINGS.index(sizing)]) + data


def unpack_job(job: bytes) -> tuple[bytes, Sizing]:
    """Return the file and the sizing, or raise FrameBroken."""
    if not job or job[0] >= len(_SIZINGS):
        raise FrameBroken
    return job[1:], _SIZINGS[job[0]]


def pack_picture(picture: Normalised) -> bytes:
    """Return a line of JSON with everything but the JPEG, then the JPEG."""
    said = asdict(picture)
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
    )
