"""Whatever is called in whatever order: no credit is lost, and none is made."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from server.credits.ledger import HOLD_SECONDS
from server.domain.account import Balance
from server.errors import CreditsUsedUp
from tests.support.money import Bank

OPENING = {"ann": 4, "bob": 2}
JOBS = st.sampled_from([f"job {number}" for number in range(8)])
ACCOUNTS = st.sampled_from([*OPENING, "stranger"])
EXAMPLES, STEPS = 110, 60
ENDS = {"settled": "settle", "released": "release"}


class Books(RuleBasedStateMachine):
    """A second bookkeeper, in plain words; the ledger must never disagree with it."""

    bank: Bank
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.state: dict[str, tuple[str, str]] = {}
        with self.bank.engine.begin() as sql:
            for table in ("lens_entry", "lens_hold", self.bank.balances.names.table):
                sql.exec_driver_sql(f"DELETE FROM {table}")
        self.ledger = self.bank.open(**OPENING)
        self.made_at: dict[str, float] = {}

    @rule(job=JOBS, account=ACCOUNTS)
    def hold(self, job: str, account: str) -> None:
        can_pay = self._available(account) > 0
        try:
            stands = self.ledger.hold(job, account)
        except CreditsUsedUp:
            assert job not in self.state
            assert not can_pay
            return
        if job not in self.state:
            assert can_pay
            self.state[job] = (account, "held")
            self.made_at[job] = self.bank.clock.now
        assert stands == (self.state[job] == (account, "held"))

    @rule(job=JOBS)
    def settle(self, job: str) -> None:
        self.ledger.settle(job)
        self._end(job, "settled")

    @rule(job=JOBS)
    def release(self, job: str) -> None:
        self.ledger.release(job)
        self._end(job, "released")

    @rule(seconds=st.integers(1, HOLD_SECONDS))
    def time_goes_by(self, seconds: int) -> None:
        self.bank.clock.now += seconds

    @rule(succeeded=st.booleans())
    def sweep(self, succeeded: bool) -> None:
        due = {
            job
            for job, (_, state) in self.state.items()
            if state == "held" and self.bank.clock.now - self.made_at[job] >= HOLD_SECONDS
        }
        found = self.ledger.expired()
        assert {hold.job_id for hold in found} == due
        for hold in found:
            (self.ledger.settle if succeeded else self.ledger.release)(hold.job_id)
            self._end(hold.job_id, "settled" if succeeded else "released")

    @invariant()
    def every_credit_is_somewhere(self) -> None:
        type(self).steps += 1
        for account in OPENING:
            held = self._count(account, "held")
            assert self.ledger.balance(account) == Balance(self._available(account), held)
            assert self._available(account) >= 0

    def teardown(self) -> None:
        for account in (*OPENING, "stranger"):
            jobs = [(job, state) for job, (owner, state) in self.state.items() if owner == account]
            expected = [(job, "hold") for job, _ in jobs]
            expected += [(job, ENDS[state]) for job, state in jobs if state in ENDS]
            told = [(row["job_id"], row["kind"]) for row in self.ledger.export(account)]
            assert sorted(told) == sorted(expected)
            assert self.ledger.balance(account).held == self._count(account, "held")

    def _end(self, job: str, state: str) -> None:
        if job in self.state and self.state[job][1] == "held":
            self.state[job] = (self.state[job][0], state)

    def _count(self, account: str, *states: str) -> int:
        return sum(owner == account and state in states for owner, state in self.state.values())

    def _available(self, account: str) -> int:
        return OPENING.get(account, 0) - self._count(account, "held", "settled")


def test_the_books_agree_after_every_step(file_bank: Bank) -> None:
    Books.bank, Books.steps = file_bank, 0
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Books.steps >= 5_000
