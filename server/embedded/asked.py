"""Ask a file as a job does: whatever it holds, nothing is raised, for there are pixels too.

The readers raise nothing that anybody knows of, and tests hold them to it. What nobody knows of
is a line in the log, without the error's words: they may be the file's.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from server.domain.embedded import EmbeddedPrompt, Statement
from server.embedded import read

log = logging.getLogger(__name__)
T = TypeVar("T")


def statement_of(data: bytes, *, whole: bool) -> Statement:
    """Return what `read.read` does, or nothing."""
    return _calmly(lambda: read.read(data, whole=whole), otherwise=Statement())


def hidden_in(bits: bytes) -> EmbeddedPrompt | None:
    """Return what `read.read_hidden` does, or None."""
    return _calmly(lambda: read.read_hidden(bits), otherwise=None)


def is_told_by(head: bytes) -> bool:
    """Return what `read.holds_prompt` does, or False."""
    return _calmly(lambda: read.holds_prompt(head), otherwise=False)


def _calmly(ask: Callable[[], T], *, otherwise: T) -> T:
    try:
        return ask()
    except Exception as error:  # noqa: BLE001
        log.error("a file could not be asked: %s", type(error).__name__)  # noqa: TRY400
        return otherwise
