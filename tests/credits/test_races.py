"""Many at once, on both databases: one credit is one credit, and one end is the end."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial

from server.credits.ledger import Ledger
from server.domain.account import Balance
from server.errors import CreditsUsedUp
from tests.support.children import ROOT
from tests.support.money import Bank
from tests.support.racing import at_once, let_go

ROUNDS = 5
PROCESSES = 4
# Tries to hold many jobs of one account, and prints how many it got.
HOLDER = """
import sys, time
from server.credits.ledger import Ledger
from server.errors import CreditsUsedUp
from server.net.sql import connect
from tests.support.balances import names_for
url, who, tries = sys.argv[1:]
ledger = Ledger(connect(url), names_for(url), time.time)
ledger.balance("ann")
print("ready", flush=True)
sys.stdin.readline()
got = 0
for number in range(int(tries)):
    try:
        got += ledger.hold(f"{who}-{number}", "ann")
    except CreditsUsedUp:
        pass
print(got)
"""


def outcome(ledger: Ledger, job: str) -> str:
    try:
        return "held" if ledger.hold(job, "ann") else "refused"
    except CreditsUsedUp:
        return "used up"


def holder(url: str, who: str, *, tries: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-W", "error", "-c", HOLDER, url, who, str(tries)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


def test_one_credit_is_held_once_by_sixty_four_jobs(bank: Bank) -> None:
    ledger = bank.open(ann=1)
    for number in range(ROUNDS):
        calls = [partial(outcome, ledger, f"{number}-{job}") for job in range(64)]
        assert Counter(at_once(calls)) == {"held": 1, "used up": 63}
        assert ledger.balance("ann") == Balance(available=0, held=1)
        for hold in ledger.unfinished(0):
            ledger.release(hold.job_id)
    assert bank.credits("ann") == 1


def test_a_job_held_sixteen_times_at_once_costs_one(bank: Bank) -> None:
    ledger = bank.open(ann=10)
    for number in range(1, ROUNDS + 1):
        answers = at_once([partial(ledger.hold, f"job {number}", "ann")] * 16)
        assert answers == [True] * 16
        assert ledger.balance("ann") == Balance(available=10 - number, held=number)
        assert bank.kinds(f"job {number}") == ["hold"]


def test_a_job_that_two_accounts_hold_at_once_is_one_accounts(bank: Bank) -> None:
    ledger = bank.open(ann=9, bob=9)
    for number in range(ROUNDS):
        calls = [partial(ledger.hold, f"{number}", who) for who in ("ann", "bob") for _ in range(8)]
        answers = at_once(calls)
        assert sorted([all(answers[:8]), all(answers[8:])]) == [False, True]
        assert sum(answers) == 8
    assert bank.credits("ann") + bank.credits("bob") == 18 - ROUNDS


def test_settle_against_release_has_one_end(bank: Bank) -> None:
    ledger = bank.open(ann=20)
    for number in range(20):
        ledger.hold(f"{number}", "ann")
        ends: list[Callable[[str], None]] = [ledger.settle, ledger.release] * 4
        at_once([partial(end, f"{number}") for end in ends])
        assert len(bank.kinds(f"{number}")) == 2
    states = Counter(bank.states().values())
    assert states["held"] == 0
    assert bank.credits("ann") == 20 - states["settled"]


def test_a_settle_on_its_way_is_not_overtaken_by_a_hold(bank: Bank) -> None:
    ledger = bank.open(ann=20)
    for number in range(20):
        ledger.hold(f"{number}", "ann")
        calls: list[Callable[[], object]] = [
            partial(ledger.release, f"{number}"),
            partial(ledger.hold, f"{number}", "ann"),
        ]
        at_once(calls)
        assert bank.states()[f"{number}"] == "released"
    assert ledger.balance("ann") == Balance(available=20, held=0)


def test_many_of_everything_ends_with_every_credit_found(bank: Bank) -> None:
    ledger = bank.open(ann=30)
    jobs = [f"{number}" for number in range(40)]
    at_once([partial(outcome, ledger, job) for job in jobs])
    ends = [partial(end, job) for job in jobs for end in (ledger.settle, ledger.release)]
    at_once(ends)
    states = Counter(bank.states().values())
    assert sum(states.values()) == 30
    assert ledger.balance("ann") == Balance(available=states["released"], held=0)


def test_processes_share_a_balance(bank: Bank) -> None:
    ledger = bank.open(ann=25)
    started = [holder(bank.url, f"p{number}", tries=20) for number in range(PROCESSES)]
    let_go(started)
    got = [int(process.communicate(timeout=60)[0]) for process in started]
    assert sum(got) == 25
    assert ledger.balance("ann") == Balance(available=0, held=25)
