"""Work in a process of its own: nothing that went before it is in its memory or on its lock."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def fresh(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what `work` returns in a new process; all of it must be picklable."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as one:
        return one.submit(work, *args, **kwargs).result()


@contextmanager
def beside(begin: Callable[[], T]) -> Iterator[T]:
    """Let a new process `begin` something, yield what that returns, and end it with the block."""
    spawn = get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_stay, args=(theirs, begin), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours.recv()
    finally:
        ours.close()
        process.join()


def _stay(pipe: Connection, begin: Callable[[], object]) -> None:
    pipe.send(begin())
    with suppress(EOFError):
        pipe.recv()
