"""What the network says, in our own closed set of words.

One table, so that two causes which look alike from outside stay alike: a host that refuses
and an address that we refuse have the same answer, and nobody can scan through us.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore2

from server import errors
from server.net.budget import OutOfBytes, OutOfTime
from server.net.dial import AddressRefused
from server.net.resolve import NameUnknown

_MEANINGS: tuple[tuple[type[Exception], type[errors.ImageFailed], str], ...] = (
    (AddressRefused, errors.ImageUnreachable, "address refused"),
    (NameUnknown, errors.ImageUnreachable, "name unknown"),
    (httpcore2.ConnectError, errors.ImageUnreachable, "no connection"),
    (OutOfTime, errors.TooSlow, "deadline"),
    (httpcore2.TimeoutException, errors.TooSlow, "one operation took too long"),
    (OutOfBytes, errors.TooLarge, "budget of bytes"),
    (httpcore2.NetworkError, errors.ImageHostFailed, "connection lost"),
    (zlib.error, errors.ImageHostFailed, "not gzip"),
)
_FOREIGN = tuple(kind for kind, _, _ in _MEANINGS)


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn what the network raises into an ImageFailed; the cause stays attached."""
    try:
        yield
    except _FOREIGN as error:
        meaning, reason = next((m, r) for kind, m, r in _MEANINGS if isinstance(error, kind))
        raise meaning(reason) from error
