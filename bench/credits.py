"""A credit held and settled, against two bare UPDATEs, in pairs a second on both databases.

Each is two transactions. PostgreSQL runs without fsync, as in the tests, so that what is
measured is the work and not the disk; SQLite syncs as it does for a developer.
"""

import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from bench.rounds import interleaved, table
from tests.support.money import Bank, bank_in
from tests.support.postgres import empty_database, postgres_server

CALLERS = 8
SECONDS = 1.0
PLENTY = 1_000_000_000
FLOOR = "two bare UPDATEs"


def rate(step: Callable[[int], object], accounts: int) -> float:
    """Return how many times a second eight callers get it done, each on an account or sharing."""
    done = [0] * CALLERS
    ends = time.monotonic() + SECONDS

    def call(number: int) -> None:
        while time.monotonic() < ends:
            step(number % accounts)
            done[number] += 1

    threads = [threading.Thread(target=call, args=(number,)) for number in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS


def measure(name: str, bank: Bank) -> None:
    """Measure one kind of database and print its table."""
    ledger = bank.open(**{str(number): PLENTY for number in range(CALLERS)})
    account, balance = bank.balances.table.columns
    jobs = count()

    def bare(number: int) -> None:
        for change in (-1, 1):
            with bank.engine.begin() as sql:
                here = bank.balances.table.update().where(account == str(number))
                sql.execute(here.values({balance: balance + change}))

    def pay(number: int) -> None:
        job = f"job {next(jobs)}"
        assert ledger.hold(job, str(number))
        ledger.settle(job)

    measures = {
        FLOOR: lambda: rate(bare, CALLERS),
        "hold and settle": lambda: rate(pay, CALLERS),
        "hold and settle, one account for all": lambda: rate(pay, 1),
    }
    table(f"Credits on {name}", "/s", interleaved(measures), floor=FLOOR)


def main() -> None:
    """Measure and print."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgres_server())
        url = stack.enter_context(empty_database(server))
        measure("PostgreSQL", stack.enter_context(bank_in(url)))
        measure("SQLite", stack.enter_context(bank_in(f"sqlite:///{folder / 'lens.db'}")))


if __name__ == "__main__":
    main()
