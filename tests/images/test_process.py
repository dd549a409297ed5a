import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import get_args

import pytest

from server.domain.picture import Head, Normalised
from server.domain.sizing import Sizing
from server.errors import BrokenImage, NotAnImage, TooLarge
from server.images import child as child_module
from server.images.child import Child
from server.images.frames import MAX_JOB, FrameBroken, pack_job, pack_picture, read_job, unpack
from server.images.normalise import normalise
from server.images.pool import NormaliserPool
from server.images.skeleton import Skeleton
from tests.hostile.children import eventually, only_child
from tests.hostile.pictures import png, saved, saved_plain

ROOT = Path(__file__).resolve().parents[2]
GOOD = saved("PNG", (300, 200))


def test_the_child_inherits_no_secret_and_little_else(pool: NormaliserPool) -> None:
    pool.normalise(GOOD, "standard", 10)
    pid = only_child(pool)._process.pid
    said = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    names = {entry.split(b"=")[0] for entry in said if entry}

    assert names == {b"PYTHONPATH", b"GLIBC_TUNABLES", b"LC_ALL"}
    limits = Path(f"/proc/{pid}/limits").read_text()
    assert "Max address space         268435456" in limits
    assert "Max core file size        0" in limits
    assert "Max file size             0" in limits
    # Its three pipes and one end of nowhere: there is no room for a fifth.
    assert "Max open files            4" in limits
    assert {entry.name for entry in Path(f"/proc/{pid}/fd").iterdir()} == {"0", "1", "2", "3"}


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become nobody")
def test_a_child_of_root_is_nobody(pool: NormaliserPool) -> None:
    pool.normalise(GOOD, "standard", 10)

    status = Path(f"/proc/{only_child(pool)._process.pid}/status").read_text()

    for name in ("Uid", "Gid"):
        assert f"{name}:\t65534\t65534\t65534\t65534" in status
    assert "Groups:\t \n" in status


ATTEMPTS = {
    "a file": "open('/etc/passwd')",
    "a socket": "socket.socket()",
    "a pipe": "os.pipe()",
    "more files": "resource.setrlimit(resource.RLIMIT_NOFILE, (99, 99)), open('/etc/passwd')",
    "another process": "os.fork()",
    "another program": "os.posix_spawn('/bin/true', ['true'], {})",
    "more memory": "bytearray(300_000_000)",
    "the next job": "os.read(0, 1) or 1 / 0",
    "a verdict": "(os.write(3, b'd'), select.select([3], [], [], 0), 1 / 0)",
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_where_a_picture_is_drawn_nothing_else_can_be_had(
    pool: NormaliserPool, monkeypatch: pytest.MonkeyPatch, attempt: str
) -> None:
    program = (
        "import os, resource, select, socket\n"
        "import server.images.process as process\n"
        "from server.errors import BrokenImage, NotAnImage\n"
        "def draw(*_):\n"
        f"    try: {ATTEMPTS[attempt]}\n"
        "    except (OSError, MemoryError, ValueError, ZeroDivisionError): raise NotAnImage\n"
        "    raise BrokenImage\n"
        "process.draw = draw\n"
        "process.main()\n"
    )
    monkeypatch.setattr(child_module, "_COMMAND", (sys.executable, "-c", program))

    for _ in range(2):
        with pytest.raises(NotAnImage):
            pool.normalise(GOOD, "standard", 10)


def test_no_child_outlives_its_parent_even_when_that_is_killed() -> None:
    program = (
        "import os, sys; from server.images.pool import NormaliserPool; pool = NormaliserPool(1);"
        "pool.normalise(bytes.fromhex(sys.argv[1]), 'standard', 10); child = pool._idle[-1];"
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
        pool.normalise(bytes(MAX_JOB + 1), "standard", 5)
    assert list(pool._idle) == [None]


def test_after_half_a_job_the_child_ends_and_guesses_nothing() -> None:
    child = Child()

    with pytest.raises(BrokenImage, match="died"):
        child.draw(Skeleton(Head("PNG", 1, 1), (bytes(MAX_JOB + 1),)), "standard", seconds(5))

    assert not child.is_alive()


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


def test_a_job_survives_the_way_and_a_broken_one_does_not() -> None:
    skeleton = Skeleton(Head("AVIF", None, None), (b"ab", memoryview(b"cd")), 6)
    for sizing in get_args(Sizing):
        known, parts = pack_job(skeleton, sizing, 0.0)
        pipe = BytesIO(framed(known) + framed(b"".join(parts)))
        whole, told, left = read_job(pipe)
        assert (whole.head, whole.parts, whole.turn) == (skeleton.head, (b"abcd",), 6)
        assert told == sizing
        assert left > 0
    for wrong in (b"", framed(known), framed(known) + b"\0\0\0\4abc", framed(bytes(5000))):
        with pytest.raises(FrameBroken):
            read_job(BytesIO(wrong))


def framed(payload: bytes) -> bytes:
    return len(payload).to_bytes(4, "big") + payload


def seconds(count: float) -> float:
    return time.monotonic() + count


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
