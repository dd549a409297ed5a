"""A process killed at any moment leaves a whole hold or none, on both databases."""

import os
import random
import signal
import subprocess
import sys
import time

from sqlalchemy import select, text

from server.credits.tables import entries
from tests.support.children import ROOT
from tests.support.money import Bank
from tests.support.waiting import until

OPENING = 100_000
KILLS = 30
FEWEST = 10
LONGEST_SECONDS = 0.05
KINDS = {"held": ["hold"], "settled": ["hold", "settle"], "released": ["hold", "release"]}
# For every line it reads it forks one that holds, settles and releases until it is killed.
BUSY = """
import itertools, os, sys, time
from server.credits.ledger import Ledger
from server.net.sql import connect
from tests.support.balances import names_for

def work(first):
    ledger = Ledger(connect(sys.argv[1]), names_for(sys.argv[1]), time.time)
    ledger.balance("ann")
    print(os.getpid(), flush=True)
    for number in itertools.count(first):
        job = f"{os.getpid()}-{number}"
        ledger.hold(job, "ann")
        (ledger.settle, ledger.release, str)[number % 3](job)

for line in sys.stdin:
    child = os.fork()
    if not child:
        work(int(line))
    os.waitpid(child, 0)
    print("dead", flush=True)
"""


def test_a_kill_leaves_whole_holds(bank: Bank) -> None:
    ledger = bank.open(ann=OPENING)
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", BUSY, bank.url]
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(KILLS):
            process.stdin.write(f"{number}\n")
            process.stdin.flush()
            victim = int(process.stdout.readline())
            time.sleep(random.uniform(0, LONGEST_SECONDS))
            os.kill(victim, signal.SIGKILL)
            assert process.stdout.readline() == "dead\n"
            until(lambda: alone(bank), what="the end of the victim's transaction")
            check(bank)
            assert ledger.hold(f"after {number}", "ann")
        process.stdin.close()
    assert len(bank.states()) > KILLS + FEWEST, "the victims came to nothing"


def check(bank: Bank) -> None:
    states = bank.states()
    left = OPENING - sum(state != "released" for state in states.values())
    assert bank.credits("ann") == left
    told: dict[str, list[str]] = {job: [] for job in states}
    with bank.engine.begin() as sql:
        for job, kind in sql.execute(select(entries.c.job_id, entries.c.kind).order_by("id")):
            told[job].append(kind)
    assert told == {job: KINDS[state] for job, state in states.items()}


def alone(bank: Bank) -> bool:
    """Tell whether the database has noticed the victim's death; SQLite has nothing to notice."""
    if bank.engine.dialect.name == "sqlite":
        return True
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    with bank.engine.begin() as sql:
        count = sql.execute(text(f"{others} AND pid <> pg_backend_pid()")).scalar_one()
    return bool(count == 0)
