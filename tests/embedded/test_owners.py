"""A reader has no memory: nobody is told another picture's words, whatever was read before."""

import random
from concurrent.futures import ThreadPoolExecutor

from server.embedded.read import read
from tests.embedded.mutated import mutated
from tests.embedded.owned import BARE, CARRYING

PICTURES, THREADS, DAMAGED, SEED = 300, 8, 800, 3


def test_nobody_is_told_anothers_words() -> None:
    chance = random.Random(SEED)
    chosen = [chance.choice([*CARRYING, *BARE]) for _ in range(PICTURES)]

    def told(number: int) -> bool:
        owner, maker = f"picture of owner {number}", chosen[number]
        prompt = read(maker(owner)).prompt
        if maker in BARE:
            return prompt is None
        return prompt is not None and (prompt.prompt, prompt.negative) == (owner, f"not {owner}")

    with ThreadPoolExecutor(THREADS) as threads:
        assert all(threads.map(told, range(PICTURES)))


def test_damaged_files_raise_nothing() -> None:
    made = [make("a cat on a wall") for make in (*CARRYING, *BARE)]
    for data in mutated(made, DAMAGED, SEED):
        read(data)
        read(data, whole=False)
