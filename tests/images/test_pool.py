import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from server.domain.sizing import Sizing
from server.errors import BrokenImage, ImageBomb, JobTimeout, NotAnImage
from server.images import child as child_module
from server.images.normalise import normalise
from server.images.pool import NormaliserPool
from tests.hostile.children import eventually, only_child
from tests.hostile.pictures import DECODED, GUARDED, saved, saved_plain

ROOT = Path(__file__).resolve().parents[2]
GOOD = saved("PNG", (300, 200))


def test_answers_as_the_pipeline_itself_does(pool: NormaliserPool) -> None:
    assert pool.normalise(GOOD, "standard", 10) == normalise(GOOD)


@pytest.mark.parametrize("sizing", ["economy", "standard", "text"])
def test_the_sizing_reaches_the_child(pool: NormaliserPool, sizing: Sizing) -> None:
    large = saved("JPEG", (2400, 1600))

    assert pool.normalise(large, sizing, 10) == normalise(large, sizing)


def test_nothing_starts_before_the_first_picture(pool: NormaliserPool) -> None:
    assert pool._places.queue[0] is None


def test_one_child_serves_many_pictures(pool: NormaliserPool) -> None:
    pool.normalise(GOOD, "standard", 10)
    first = only_child(pool)

    for _ in range(5):
        pool.normalise(GOOD, "standard", 10)

    assert only_child(pool) is first


HOSTILE = GUARDED | DECODED


def test_every_hostile_picture_has_its_error_and_hurts_no_other(pool: NormaliserPool) -> None:
    for name, (make, expected) in HOSTILE.items():
        with pytest.raises(expected) as caught:
            pool.normalise(make(), "standard", 10)
        assert type(caught.value) is expected, name
    assert pool.normalise(GOOD, "standard", 10) == normalise(GOOD)


def test_the_largest_pictures_that_the_caps_allow_fit_into_its_memory(pool: NormaliserPool) -> None:
    for kind, size in (("PNG", (5000, 5000)), ("WEBP", (6000, 4000)), ("GIF", (7000, 5700))):
        picture = saved_plain(kind, size)
        assert pool.normalise(picture, "standard", 20).width == size[0]


class Stand:
    """Has another program stand in for the child."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def __call__(self, program: str) -> None:
        self._patch.setattr(child_module, "_COMMAND", (sys.executable, "-c", program))


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Stand:
    return Stand(monkeypatch)


READ = "import sys; n = int.from_bytes(sys.stdin.buffer.read(4)); sys.stdin.buffer.read(n);"


@pytest.mark.parametrize("program", ["import time; time.sleep(60)", READ + "sys.stdin.read()"])
def test_a_child_that_hangs_is_killed_in_time(
    pool: NormaliserPool, stand_in: Stand, program: str
) -> None:
    stand_in(program)

    started = time.monotonic()
    with pytest.raises(ImageBomb):
        pool.normalise(bytes(5_000_000), "standard", 0.3)
    assert time.monotonic() - started < 0.55
    assert pool._places.queue[0] is None


@pytest.mark.parametrize(
    "program",
    [
        "",
        "import os; os.abort()",
        READ + "import os; os.kill(os.getpid(), 11)",
        READ + "sys.stdout.buffer.write(b'\\0\\0')",
        READ + "sys.stdout.buffer.write(b'\\xff' * 99); sys.stdout.flush(); sys.stdin.read()",
        READ + "sys.stdout.buffer.write(b'\\0\\0\\0\\x04nope')",
        READ + "sys.stdout.buffer.write(b'\\0\\0\\0\\x02{}')",
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
    assert pool.normalise(GOOD, "standard", 5).format == "PNG"


def test_a_child_that_says_more_than_it_was_asked_is_not_asked_again(
    pool: NormaliserPool, stand_in: Stand
) -> None:
    stand_in(
        READ + 'said = b\'{"failed": "not_an_image"}\\n\';'
        "frame = len(said).to_bytes(4, 'big') + said;"
        "sys.stdout.buffer.write(frame * 2); sys.stdout.flush(); sys.stdin.read()"
    )

    with pytest.raises(NotAnImage):
        pool.normalise(GOOD, "standard", 5)
    assert pool._places.queue[0] is None


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
    slow = saved_plain("WEBP", (6000, 4000))
    threading.Timer(0.1, os.killpg, (working._process.pid, signal.SIGKILL)).start()

    with pytest.raises(BrokenImage):
        pool.normalise(slow, "standard", 10)
    assert pool.normalise(GOOD, "standard", 10).format == "PNG"


def test_waits_for_a_free_child_and_not_for_ever(pool: NormaliserPool) -> None:
    held = pool._take(0)

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
    assert len(pool._places.queue) == 2
    pool.close()


def test_closing_ends_every_child_and_may_be_repeated() -> None:
    pool = NormaliserPool(2)
    pool.normalise(GOOD, "standard", 10)
    child = next(child for child in pool._places.queue if child)

    pool.close()
    pool.close()

    assert not child.is_alive()
