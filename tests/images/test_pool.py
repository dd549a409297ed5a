import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from server.domain.picture import Normalised
from server.errors import ImageBroken, ImageTooLarge, JobTimeout, NotAnImage
from server.images import child as child_module
from server.images.child import Child
from server.images.frames import MAX_JOB, FrameBroken, pack_picture, unpack
from server.images.normalise import normalise
from server.images.pool import NormaliserPool
from tests.hostile.pictures import DECODED, GUARDED, png, saved

ROOT = Path(__file__).resolve().parents[2]
GOOD = saved("PNG", (300, 200))


@pytest.fixture
def pool() -> Iterator[NormaliserPool]:
    one = NormaliserPool(1)
    yield one
    one.close()


def only_child(pool: NormaliserPool) -> Child:
    child = pool._places.queue[0]
    assert child is not None
    return child


def test_answers_as_the_pipeline_itself_does(pool: NormaliserPool) -> None:
    assert pool.normalise(GOOD, 10) == normalise(GOOD)


def test_nothing_starts_before_the_first_picture(pool: NormaliserPool) -> None:
    assert pool._places.queue[0] is None


def test_one_child_serves_many_pictures(pool: NormaliserPool) -> None:
    pool.normalise(GOOD, 10)
    first = only_child(pool)

    for _ in range(5):
        pool.normalise(GOOD, 10)

    assert only_child(pool) is first


HOSTILE = GUARDED | DECODED


def test_every_hostile_picture_has_its_error_and_hurts_no_other(pool: NormaliserPool) -> None:
    for name, (make, expected) in HOSTILE.items():
        with pytest.raises(expected) as caught:
            pool.normalise(make(), 10)
        assert type(caught.value) is expected, name
    assert pool.normalise(GOOD, 10) == normalise(GOOD)


def test_the_largest_pictures_that_the_caps_allow_fit_into_its_memory(pool: NormaliserPool) -> None:
    for kind, size in (("PNG", (5000, 5000)), ("WEBP", (6000, 4000)), ("GIF", (7000, 5700))):
        picture = saved_plain(kind, size)
        assert pool.normalise(picture, 20).width == size[0]


def saved_plain(kind: str, size: tuple[int, int]) -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    mode = "P" if kind == "GIF" else "RGBA"
    Image.new(mode, size, 3 if mode == "P" else (1, 2, 3, 100)).save(out, kind)
    return out.getvalue()


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
    with pytest.raises(ImageTooLarge):
        pool.normalise(bytes(5_000_000), 0.3)
    assert time.monotonic() - started < 0.55
    assert pool._places.queue[0] is None


@pytest.mark.parametrize(
    "program",
    [
        "",
        "import os; os.abort()",
        READ + "import os; os.kill(os.getpid(), 11)",
        READ + "sys.stdout.buffer.write(b'\\0\\0')",
        READ + "sys.stdout.buffer.write(b'\\xff\\xff\\xff\\xff' + bytes(100))",
        READ + "sys.stdout.buffer.write(b'\\0\\0\\0\\x04nope')",
        READ + "sys.stdout.buffer.write(b'\\0\\0\\0\\x02{}')",
    ],
)
def test_a_child_that_dies_or_babbles_is_a_broken_image(
    pool: NormaliserPool, stand_in: Stand, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    real = child_module._COMMAND
    stand_in(program)
    with pytest.raises(ImageBroken):
        pool.normalise(GOOD, 5)

    monkeypatch.setattr(child_module, "_COMMAND", real)
    assert pool.normalise(GOOD, 5).format == "PNG"


def test_a_child_killed_between_two_pictures_is_replaced_unseen(pool: NormaliserPool) -> None:
    pool.normalise(GOOD, 10)
    dead = only_child(pool)
    os.kill(dead._process.pid, signal.SIGKILL)
    eventually(lambda: not dead.is_alive())

    assert pool.normalise(GOOD, 10).format == "PNG"
    assert only_child(pool) is not dead


def test_a_child_killed_at_work_is_a_broken_image(pool: NormaliserPool) -> None:
    pool.normalise(GOOD, 10)
    working = only_child(pool)
    slow = saved_plain("WEBP", (6000, 4000))
    threading.Timer(0.1, os.killpg, (working._process.pid, signal.SIGKILL)).start()

    with pytest.raises(ImageBroken):
        pool.normalise(slow, 10)
    assert pool.normalise(GOOD, 10).format == "PNG"


def test_waits_for_a_free_child_and_not_for_ever(pool: NormaliserPool) -> None:
    held = pool._take(0)

    started = time.monotonic()
    with pytest.raises(JobTimeout):
        pool.normalise(GOOD, 0.1)
    assert time.monotonic() - started < 0.3
    pool._give_back(held)
    assert pool.normalise(GOOD, 10).format == "PNG"


def test_many_threads_share_two_children() -> None:
    pool, answers = NormaliserPool(2), []
    pictures = [saved(kind, (200, 100)) for kind in ("PNG", "JPEG", "WEBP", "GIF")] * 4

    threads = [
        threading.Thread(target=lambda data=data: answers.append(pool.normalise(data, 20)))
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
    pool.normalise(GOOD, 10)
    child = next(child for child in pool._places.queue if child)

    pool.close()
    pool.close()

    assert not child.is_alive()


def test_the_child_inherits_no_secret_and_little_else(pool: NormaliserPool) -> None:
    pool.normalise(GOOD, 10)
    pid = only_child(pool)._process.pid
    said = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    names = {entry.split(b"=")[0] for entry in said if entry}

    assert names == {b"PYTHONPATH", b"MALLOC_ARENA_MAX", b"LC_ALL"}
    limits = Path(f"/proc/{pid}/limits").read_text()
    assert "Max address space         536870912" in limits
    assert "Max core file size        0" in limits
    assert "Max file size             0" in limits
    assert {entry.name for entry in Path(f"/proc/{pid}/fd").iterdir()} == {"0", "1", "2"}


def test_no_child_outlives_its_parent_even_when_that_is_killed() -> None:
    program = (
        "import os, sys; from server.images.pool import NormaliserPool; pool = NormaliserPool(1);"
        "pool.normalise(bytes.fromhex(sys.argv[1]), 10); child = pool._places.queue[0];"
        "print(child._process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, png(9, 9).hex()], cwd=ROOT, capture_output=True, check=False
    )

    assert done.returncode == -signal.SIGKILL
    eventually(lambda: gone(int(done.stdout)))


def gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().split(") ")[1].startswith("Z")


def eventually(happens: Callable[[], bool]) -> None:
    ends = time.monotonic() + 5
    while not happens():
        assert time.monotonic() < ends
        threading.Event().wait(0.005)


def test_the_parent_imports_no_decoder() -> None:
    program = (
        "import sys, server.images.pool, server.images.fetch, server.images.guard;"
        "sys.exit(any(name.startswith('PIL') for name in sys.modules))"
    )

    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_a_file_beyond_every_cap_is_not_even_handed_over(pool: NormaliserPool) -> None:
    with pytest.raises(ImageTooLarge):
        pool.normalise(bytes(MAX_JOB + 1), 5)
    assert pool._places.queue[0] is None


def test_an_answer_survives_the_way_and_a_false_one_does_not() -> None:
    picture = normalise(GOOD)

    assert unpack(pack_picture(picture)) == picture
    for wrong in (replace(picture, jpeg=b"GIF89a"), replace(picture, width="a")):  # type: ignore[arg-type]
        with pytest.raises(FrameBroken):
            unpack(pack_picture(wrong))
    with pytest.raises(NotAnImage):
        unpack(b'{"failed": "not_an_image"}\n')
    for babble in (b"", b"[]", b"5", b"null", b'{"failed": 5}', b'{"look": 1}', b"[" * 100_000):
        with pytest.raises(FrameBroken):
            unpack(babble)


def test_one_picture_leaves_nothing_for_the_next(pool: NormaliserPool) -> None:
    alone: Normalised = normalise(GOOD)
    pool.normalise(saved("JPEG", (64, 64), comment=b"first"), 10)

    assert pool.normalise(GOOD, 10) == alone
    memory = resident(only_child(pool)._process.pid)
    for _ in range(3):
        pool.normalise(saved_plain("PNG", (4000, 3000)), 10)
    assert resident(only_child(pool)._process.pid) - memory < 1_000


def resident(pid: int) -> int:
    """Return the resident set in KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
