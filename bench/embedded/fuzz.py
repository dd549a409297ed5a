"""A hundred thousand damaged files: none may raise, none may take long."""

import time
from itertools import islice

from bench.goals import Goal
from server.embedded.read import read
from tests.embedded.mutated import mutated
from tests.embedded.owned import BARE, CARRYING
from tests.embedded.test_corpus import CORPUS, PRESENT, entries

FILES, SEED = 100_000, 7
SLOW_SECONDS = 0.1
MILLISECONDS = 1000


def measure() -> list[Goal]:
    """Measure and print."""
    real = [(CORPUS / entry["file"]).read_bytes() for entry in entries()] if PRESENT else []
    made = [make("a cat on a wall") for make in (*CARRYING, *BARE)]
    raised, slow, worst = 0, 0, 0.0
    for data in islice(mutated([*filter(None, real), *made], FILES, SEED), FILES):
        began = time.thread_time()
        try:
            read(data)
        except Exception as error:  # noqa: BLE001  (any is what is counted)
            raised += 1
            print(f"  raised {error!r}")
        took = time.thread_time() - began
        slow += took > SLOW_SECONDS
        worst = max(worst, took)
    print(f"\n{FILES} damaged files, of {len(real)} real ones and {len(made)} made by code")
    print(f"  raised {raised}, above {SLOW_SECONDS * MILLISECONDS:.0f} ms {slow}, "
          f"the slowest {worst * MILLISECONDS:.1f} ms of this thread's time")  # fmt: skip
    return [Goal("damaged files that raised", raised, 0), Goal("above 100 ms", slow, 0)]
