"""The service between two makers, in each order of their dialects, and people who ask it."""

import os
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import Popen

from tests.hostile.makers import Two, two_makers
from tests.support.children import child
from tests.support.house import worker_command
from tests.support.image_host import image_host
from tests.support.readers import Readers
from tests.support.visitor import Visitor

# Who is asked first, and who is fallen back on.
ORDERS = (("responses", "gemini"), ("chat", "gemini"), ("gemini", "responses"))
SHIPPED = "--concurrency 8"


@contextmanager
def staged(first: str, second: str) -> Iterator[tuple[Two, Readers]]:
    """Run the service while the block runs."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        images = stack.enter_context(image_host())
        two = stack.enter_context(two_makers(folder, images, first, second))
        yield two, stack.enter_context(Readers(lambda: Visitor(two.house.url)))


@contextmanager
def workers(two: Two, count: int, threads: int = 8) -> Iterator[Sequence[Popen[bytes]]]:
    """Put so many worker processes in the place of the one, while the block runs."""
    os.killpg(two.house.worker.pid, signal.SIGTERM)
    two.house.worker.wait()
    command = [part.replace(SHIPPED, f"--concurrency {threads}") for part in worker_command()]
    logs = [two.house.folder / f"worker-{number}.log" for number in range(count)]
    with ExitStack() as stack:
        yield [stack.enter_context(child(command, log, two.house.env)) for log in logs]
