import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from server.domain.picture import Normalised
from server.errors import NotAnImage, TooLarge
from server.images.child import Child
from server.images.frames import MAX_JOB, FrameBroken, pack_job, pack_picture, unpack, unpack_job
from server.images.normalise import normalise
from server.images.pool import NormaliserPool
from tests.hostile.children import eventually, only_child
from tests.hostile.pictures import png, saved, saved_plain

ROOT = Path(__file__).resolve().parents[2]
GOOD = saved("PNG", (300, 200))


def test_the_child_inherits_no_secret_and_little_else(pool: NormaliserPool) -> None:
    pool.normalise(GOOD, "standard", 10)
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
        "pool.normalise(bytes.fromhex(sys.argv[1]), 'standard', 10); child = pool._places.queue[0];"
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


def test_the_parent_imports_no_decoder() -> None:
    program = (
        "import sys, server.images.pool, server.images.fetch, server.images.guard;"
        "sys.exit(any(name.startswith('PIL') for name in sys.modules))"
    )

    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_a_file_beyond_every_cap_is_not_even_handed_over(pool: NormaliserPool) -> None:
    with pytest.raises(TooLarge):
        pool.normalise(bytes(MAX_JOB), "standard", 5)
    assert pool._places.queue[0] is None


def test_after_half_a_job_the_child_ends_and_guesses_nothing() -> None:
    child = Child()

    with pytest.raises((FrameBroken, BrokenPipeError, ConnectionResetError)):
        child.ask(bytes(MAX_JOB + 1), time.monotonic() + 5)

    child.end()


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


def test_a_job_survives_the_way_and_a_false_one_does_not() -> None:
    for sizing in ("standard", "economy", "text"):
        assert unpack_job(pack_job(GOOD, sizing)) == (GOOD, sizing)
    for wrong in (b"", b"\x03" + GOOD):
        with pytest.raises(FrameBroken):
            unpack_job(wrong)


def test_one_picture_leaves_nothing_for_the_next(pool: NormaliserPool) -> None:
    alone: Normalised = normalise(GOOD)
    pool.normalise(saved("JPEG", (64, 64), comment=b"first"), "standard", 10)

    assert pool.normalise(GOOD, "standard", 10) == alone
    memory = resident(only_child(pool)._process.pid)
    for _ in range(3):
        pool.normalise(saved_plain("PNG", (4000, 3000)), "standard", 10)
    assert resident(only_child(pool)._process.pid) - memory < 1_000


def resident(pid: int) -> int:
    """Return the resident set in KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
