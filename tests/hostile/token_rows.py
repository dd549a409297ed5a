"""Texts that are not the token they are shown as, and other spellings of one that is."""

import string
from collections.abc import Iterator

ALPHABET = string.ascii_letters + string.digits + "-_"
JUNK = ["!", "%", " ", "\n", "\t", "=", "==", "~", "é", "\u200b", "+", "/"]


def spellings(token: str) -> Iterator[str]:
    """Yield texts whose signature may decode to the same bytes, and the token itself."""
    payload, stamp, signature = token.rsplit(".", 2)
    yield from (token[:-1] + last for last in ALPHABET)
    for junk in JUNK:
        yield token + junk
        yield f"{payload}.{stamp}.{signature[:9]}{junk}{signature[9:]}"
        yield f"{payload}.{stamp}{junk}.{signature}"
        yield f"{payload}{junk}.{stamp}.{signature}"
        yield junk + token


def forgeries(token: str) -> Iterator[str]:
    """Yield texts that state something that nobody signed."""
    payload, stamp, signature = token.rsplit(".", 2)
    yield ""
    yield token[:-1]
    yield f"{payload}.{signature}"
    yield f"{payload}..{signature}"
    yield f"{payload}.{stamp}."
    yield f"{payload[:-1]}{'A' if payload[-1] != 'A' else 'B'}.{stamp}.{signature}"
    yield f"{payload}.{'A' * len(stamp)}.{signature}"
    yield f"{payload}.{stamp}.{signature[::-1]}"
    yield f".{token}"
    yield f"{token}.{token}"
    yield "e30." + token.partition(".")[2]
    # Unsigned JSON Web Tokens, in case somebody takes ours for one.
    yield "eyJhbGciOiJub25lIn0.eyJ0IjoiYSJ9."
    yield "a" * 512
    yield "a" * 513
    yield "." * 512
    yield "\x00" * 20
