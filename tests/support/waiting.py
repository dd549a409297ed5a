"""Wait for something to become true, with a deadline instead of a fixed sleep."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
STEP_SECONDS = 0.02


def until(ask: Callable[[], T | None], seconds: float = 20, what: str = "it") -> T:
    """Return the first answer that is neither None nor False; fail after `seconds`."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        answer = ask()
        if answer is not None and answer is not False:
            return answer
        time.sleep(STEP_SECONDS)
    raise AssertionError(f"waited {seconds} s in vain for {what}")
