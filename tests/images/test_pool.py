import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from server.domain.sizing import Sizing
from server.errors import BrokenImage, ImageBomb, JobTimeout, NotAnImage
from server.images import child as child_module
from server.images.normalise import normalise
from server.images.pool import NormaliserPool
from tests.hostile.children import eventually, only_child
from tests.hostile.forgiven_rows import FORGIVEN
from tests.hostile.heavy_rows import HEAVY
from tests.hostile.picture_rows import DECODED, GUARDED, Row
from tests.hostile.pictures import saved

ROOT = Path(__file__).resolve().parents[2]
GOOD = saved("PNG", (300, 200))


def test_answers_as_the_pipeline_itself_does(pool: NormaliserPool) -> None:
    assert pool.normalise(GOOD, "standard", 10) == normalise(GOOD)


@pytest.mark.parametrize("sizing", ["economy", "standard", "text"])
def test_the_sizing_reaches_the_child(pool: NormaliserPool, sizing: Sizing) -> None:
    large = saved("JPEG", (2400, 1600))

    assert pool.normalise(large, sizing, 10) == normalise(large, sizing)


def test_nothing_starts_before_the_first_picture_or_the_word(pool: NormaliserPool) -> None:
    assert list(pool._idle) == [None]

    pool.start()
    started = only_child(pool)
    pool.start()

    assert pool.normalise(GOOD, "standard", 10).format == "PNG"
    assert only_child(pool) is started


def test_starting_waits_for_nobody() -> None:
    pool = NormaliserPool(4)

    began = time.monotonic()
    pool.start()
    assert time.monotonic() - began < 0.1

    assert len({child for child in pool._idle if child and child.is_alive()}) == 4
    pool.close()


def test_is_as_large_as_the_cores_unless_told() -> None:
    assert len(NormaliserPool()._idle) == len(os.sched_getaffinity(0))


def test_one_child_serves_many_pictures(pool: NormaliserPool) -> None:
    pool.normalise(GOOD, "standard", 10)
    first = only_child(pool)

    for _ in range(5):
        pool.normalise(GOOD, "standard", 10)

    assert only_child(pool) is first


HOSTILE: dict[str, Row] = GUARDED | DECODED


def test_every_hostile_picture_has_its_error_and_hurts_no_other(pool: NormaliserPool) -> None:
    pool.normalise(GOOD, "standard", 10)
    first = only_child(pool)
    for name, (make, expected) in HOSTILE.items():
        with pytest.raises(expected) as caught:
            pool.normalise(make(), "standard", 10)
        assert type(caught.value) is expected, name
    assert pool.normalise(GOOD, "standard", 10) == normalise(GOOD)
    assert only_child(pool) is first


def test_what_is_forgiven_is_taken(pool: NormaliserPool) -> None:
    for name, make in FORGIVEN.items():
        assert pool.normalise(make(), "standard", 10).jpeg.endswith(b"\xff\xd9"), name


def test_the_largest_pictures_that_the_caps_allow_fit_into_its_memory(pool: NormaliserPool) -> None:
    for make in HEAVY.values():
        pool.normalise(make(), "standard", 20)


class Stand:
    """Has another program stand in for the child."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def __call__(self, program: str) -> None:
        self._patch.setattr(child_module, "_COMMAND", (sys.executable, "-c", program))


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Stand:
    return Stand(monkeypatch)


READ = (
    "import sys, os; into, out = sys.stdin.buffer, sys.stdout.buffer;"
    "[into.read(int.from_bytes(into.read(4))) for _ in range(2)];"
)
DONE = "out.flush(); os.write(2, b'd');"
STAY = "into.read()"


@pytest.mark.parametrize("program", ["import time; time.sleep(60)", READ + STAY])
def test_a_child_that_hangs_is_killed_in_time(
    pool: NormaliserPool, stand_in: Stand, program: str
) -> None:
    stand_in(program)

    started = time.monotonic()
    with pytest.raises(ImageBomb):
        pool.normalise(saved("PNG", (1000, 900)), "standard", 0.3)
    assert time.monotonic() - started < 0.6


@pytest.mark.parametrize(
    "program",
    [
        "",
        "import os; os.abort()",
        "no program",
        READ + "os.kill(os.getpid(), 11)",
        READ + "out.write(b'{')",
        READ + DONE + STAY,
        READ + "out.write(b'nope');" + DONE + STAY,
        READ + "out.write(b'{}');" + DONE + STAY,
        READ + "out.write(bytes(5_000_000));" + DONE + STAY,
        READ + "out.write(b'{}'); out.flush(); os.write(2, b'x');" + STAY,
    ],
)
def test_a_child_that_dies_or_babbles_is_a_broken_image(
    pool: NormaliserPool, stand_in: Stand, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    real = child_module._COMMAND
    stand_in(program)
    with pytest.raises(BrokenImage):
        pool.normalise(GOOD, "standard", 5)

    monkeypatch.setattr(child_module, "_COMMAND", real)
    only_child(pool).end()
    assert pool.normalise(GOOD, "standard", 5).format == "PNG"


# Only when it is told to: with the answer, it would be read as a part of that.
@pytest.mark.parametrize("more", ["os.write(1, b'more')", "os.write(2, b'd')"])
def test_a_child_that_says_more_than_it_was_asked_is_not_asked_again(
    pool: NormaliserPool, stand_in: Stand, more: str
) -> None:
    told = f"import signal; signal.signal(signal.SIGUSR1, lambda *_: {more});"
    stand_in(told + READ + 'out.write(b\'{"failed": "not_an_image"}\\n\');' + DONE + STAY)
    pool.start()
    first = only_child(pool)

    with pytest.raises(NotAnImage):
        pool.normalise(GOOD, "standard", 5)
    first._process.send_signal(signal.SIGUSR1)
    eventually(lambda: not first.is_alive())
    with pytest.raises(NotAnImage):
        pool.normalise(GOOD, "standard", 5)
    assert only_child(pool) is not first


def test_a_picture_that_takes_too_long_costs_no_child(pool: NormaliserPool) -> None:
    pool.normalise(GOOD, "standard", 10)
    first = only_child(pool)
    slow = HEAVY["png in grey of 16 bits"]()

    for _ in range(3):
        started = time.monotonic()
        with pytest.raises(ImageBomb):
            pool.normalise(slow, "standard", 0.1)
        assert time.monotonic() - started < 0.3
        assert pool.normalise(GOOD, "standard", 10) == normalise(GOOD)
    assert only_child(pool) is first


def as_process(stand_in: Stand, draws: str) -> None:
    """Have the process draw in another way."""
    stand_in(
        "import os, signal;"
        f"import server.images.process as process; process.draw = lambda *_: {draws};"
        "process.main()"
    )


@pytest.mark.parametrize("end", ["SIGSEGV", "SIGBUS", "SIGABRT", "SIGFPE", "SIGILL"])
def test_a_decoder_that_crashes_costs_no_child(
    pool: NormaliserPool, stand_in: Stand, end: str
) -> None:
    as_process(stand_in, f"os.kill(os.getpid(), signal.{end})")
    pool.start()
    first = only_child(pool)

    for _ in range(3):
        with pytest.raises(BrokenImage, match="crashed"):
            pool.normalise(GOOD, "standard", 10)
    assert only_child(pool) is first


@pytest.mark.parametrize("draws", ["os.kill(os.getpid(), signal.SIGKILL)", "os._exit(3)"])
def test_after_a_fork_that_fell_over_there_is_another_child(
    pool: NormaliserPool, stand_in: Stand, draws: str
) -> None:
    as_process(stand_in, draws)
    pool.start()
    first = only_child(pool)

    with pytest.raises(BrokenImage, match="died"):
        pool.normalise(GOOD, "standard", 10)
    assert only_child(pool) is not first
    assert only_child(pool).is_alive()


def test_a_child_killed_between_two_pictures_is_replaced_unseen(pool: NormaliserPool) -> None:
    pool.normalise(GOOD, "standard", 10)
    dead = only_child(pool)
    os.kill(dead._process.pid, signal.SIGKILL)
    eventually(lambda: not dead.is_alive())

    assert pool.normalise(GOOD, "standard", 10).format == "PNG"
    assert only_child(pool) is not dead


def test_a_child_killed_at_work_is_a_broken_image(pool: NormaliserPool) -> None:
    pool.normalise(GOOD, "standard", 10)
    working = only_child(pool)
    slow = HEAVY["png in colours with alpha"]()
    threading.Timer(0.1, os.killpg, (working._process.pid, signal.SIGKILL)).start()

    with pytest.raises(BrokenImage):
        pool.normalise(slow, "standard", 10)
    assert pool.normalise(GOOD, "standard", 10).format == "PNG"


def test_waits_for_a_free_child_and_not_for_ever(pool: NormaliserPool) -> None:
    held = pool._take(time.monotonic())

    started = time.monotonic()
    with pytest.raises(JobTimeout):
        pool.normalise(GOOD, "standard", 0.1)
    assert time.monotonic() - started < 0.3
    pool._give_back(held)
    assert pool.normalise(GOOD, "standard", 10).format == "PNG"


def test_many_threads_share_two_children() -> None:
    pool, answers = NormaliserPool(2), []
    pictures = [saved(kind, (200, 100)) for kind in ("PNG", "JPEG", "WEBP", "GIF")] * 4

    threads = [
        threading.Thread(
            target=lambda data=data: answers.append(pool.normalise(data, "standard", 20))
        )
        for data in pictures
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == len(pictures)
    assert len(pool._idle) == 2
    pool.close()


def test_closing_ends_every_child_and_may_be_repeated() -> None:
    pool = NormaliserPool(2)
    pool.normalise(GOOD, "standard", 10)
    child = next(child for child in pool._idle if child)

    pool.close()
    pool.close()

    assert not child.is_alive()


def test_closing_ends_a_busy_child_after_its_picture() -> None:
    pool = NormaliserPool(1)
    pool.start()
    child, slow = only_child(pool), HEAVY["png in colours with alpha"]()
    answers: list[object] = []
    asking = threading.Thread(target=lambda: answers.append(pool.normalise(slow, "standard", 20)))
    asking.start()
    eventually(lambda: not pool._idle)

    pool.close()
    asking.join()

    assert len(answers) == 1
    assert list(pool._idle) == [None]
    assert not child.is_alive()


def test_many_children_killed_leave_neither_files_nor_zombies() -> None:
    pool = NormaliserPool(1)
    pool.normalise(GOOD, "standard", 10)
    files = len(list(Path("/proc/self/fd").iterdir()))

    for _ in range(20):
        os.killpg(only_child(pool)._process.pid, signal.SIGKILL)
        with suppress(BrokenImage):
            pool.normalise(GOOD, "standard", 10)

    assert len(list(Path("/proc/self/fd").iterdir())) == files
    pool.close()
    states = [read_state(stat) for stat in Path("/proc").glob("[0-9]*/stat")]
    assert ("Z", os.getpid()) not in states


def read_state(stat: Path) -> tuple[str, int]:
    """Return a process's state and its parent (proc(5)); nothing where it is gone by now."""
    try:
        state, parent, *_ = stat.read_text().rpartition(") ")[2].split()
    except OSError:
        return "", 0
    return state, int(parent)
