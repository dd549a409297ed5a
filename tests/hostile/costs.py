"""What a picture costs a fork of the image process: `python -m tests.hostile.costs`."""

import gc
import json
import os
import resource
import select
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from typing import IO, NoReturn, Self

from server.errors import ImageFailed
from server.images import child
from server.images.frames import LENGTH, FrameBroken, pack_job, read_job
from server.images.guard import find_skeleton
from server.images.normalise import draw, normalise
from server.images.process import set_limits
from tests.hostile.pictures import png

KILOBYTE, MEGABYTE = 1024, 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of a core, megabytes added, and the code of the error, or None for a clean JPEG."""

    seconds: float
    megabytes: float
    failed: str | None


class Measured:
    """A process that forks for each picture as the image process does; use it in a `with`."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.costs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=child._ENVIRONMENT,
            cwd=child._ROOT,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def of(self, data: bytes) -> Cost:
        """Return what a picture costs, the look at its skeleton included."""
        began = time.process_time()
        try:
            skeleton = find_skeleton(data)
        except ImageFailed as failure:
            return Cost(time.process_time() - began, 0, failure.code)
        looking = time.process_time() - began
        into, out_of = self._process.stdin, self._process.stdout
        assert into
        assert out_of
        known, parts = pack_job(skeleton, "standard", 60)
        _write(into, known)
        _write(into, b"".join(parts))
        cost = Cost(**json.loads(out_of.readline()))
        return Cost(cost.seconds + looking, cost.megabytes, cost.failed)


def _write(pipe: IO[bytes], payload: bytes) -> None:
    pipe.write(len(payload).to_bytes(LENGTH, "big") + payload)
    pipe.flush()


def main() -> None:
    """Measure pictures until stdin ends or a fork falls over."""
    normalise(png(1, 1))
    set_limits(files=3)
    gc.freeze()
    status = 0
    while status == 0:
        select.select([sys.stdin], [], [])
        fork = os.fork()
        if fork == 0:
            _measure_one()
        _, status = os.waitpid(fork, 0)


def _measure_one() -> NoReturn:
    base = _most()
    try:
        skeleton, sizing, _ = read_job(sys.stdin.buffer)
    except FrameBroken:
        os._exit(1)
    began, failed = time.process_time(), None
    try:
        draw(skeleton, sizing)
    except ImageFailed as failure:
        failed = failure.code
    cost = Cost(time.process_time() - began, _most() - base, failed)
    print(json.dumps(asdict(cost)), flush=True)
    os._exit(0)


def _most() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTE / MEGABYTE


if __name__ == "__main__":
    main()
