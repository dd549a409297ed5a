"""Ten thousand pictures in random order, in eight threads: nobody is told another's words."""

import random
from concurrent.futures import ThreadPoolExecutor

from bench.goals import Goal
from server.embedded.read import read
from tests.embedded.owned import BARE, CARRYING

PICTURES, THREADS, SEED = 10_000, 8, 1


def measure() -> list[Goal]:
    """Measure and print."""
    chance = random.Random(SEED)
    makers = [(maker, maker in CARRYING) for maker in (*CARRYING, *BARE)]
    jobs = [(f"picture of owner {n}", *chance.choice(makers)) for n in range(PICTURES)]
    with ThreadPoolExecutor(THREADS) as threads:
        wrong = sum(threads.map(_is_wrong, jobs))
    carrying = sum(carries for *_, carries in jobs)
    print(f"\n{PICTURES} pictures, {carrying} with a prompt of their own, in {THREADS} threads")
    print(f"  told another's, or none, or one of nobody: {wrong}")
    return [Goal("wrong owners", wrong, 0)]


def _is_wrong(job: tuple[str, object, bool]) -> bool:
    owner, maker, carries = job
    assert callable(maker)
    told = read(maker(owner)).prompt
    if not carries:
        return told is not None
    return told is None or (told.prompt, told.negative) != (owner, f"not {owner}")
