import httpcore2
import pytest

from server.net.budget import PIECE, BudgetedStream, OutOfBytes, OutOfTime, WireBudget


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Inner(httpcore2.NetworkStream):
    """Takes `cost` seconds of the made-up clock for each operation."""

    def __init__(self, clock: Clock, cost: float = 0, late: type[Exception] | None = None) -> None:
        self._clock = clock
        self._cost = cost
        self._late = late
        self.timeouts: list[float | None] = []
        self.written: list[bytes] = []

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._work(timeout)
        return b"x" * 10

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._work(timeout)
        self.written.append(buffer)

    def _work(self, timeout: float | None) -> None:
        self.timeouts.append(timeout)
        self._clock.now += self._cost
        if self._late:
            raise self._late


def test_each_operation_waits_for_the_time_left_at_most() -> None:
    clock = Clock()
    inner = Inner(clock, cost=4)
    stream = BudgetedStream(inner, WireBudget(10, 100, clock))

    stream.read(10)
    stream.read(10, timeout=1)
    stream.write(b"x")

    assert inner.timeouts == [10, 1, 2]
    with pytest.raises(OutOfTime):
        stream.read(10)


def test_bytes_are_summed_over_all_streams_of_a_budget() -> None:
    clock = Clock()
    budget = WireBudget(10, 25, clock)

    BudgetedStream(Inner(clock), budget).read(10)
    BudgetedStream(Inner(clock), budget).read(10)

    with pytest.raises(OutOfBytes):
        BudgetedStream(Inner(clock), budget).read(10)


def test_a_long_write_looks_at_the_clock_between_its_pieces() -> None:
    clock = Clock()
    inner = Inner(clock, cost=6)

    with pytest.raises(OutOfTime):
        BudgetedStream(inner, WireBudget(10, 100, clock)).write(b"x" * (3 * PIECE))
    assert len(inner.written) == 2


@pytest.mark.parametrize(
    ("late", "act"),
    [
        (httpcore2.ReadTimeout, lambda stream: stream.read(1)),
        (httpcore2.WriteTimeout, lambda stream: stream.write(b"x")),
    ],
)
def test_a_timeout_at_the_deadline_is_the_deadline(late: type[Exception], act: object) -> None:
    clock = Clock()
    assert callable(act)

    with pytest.raises(OutOfTime):
        act(BudgetedStream(Inner(clock, cost=11, late=late), WireBudget(10, 100, clock)))
    with pytest.raises(late):
        act(BudgetedStream(Inner(clock, cost=1, late=late), WireBudget(10, 100, clock)))
