"""Sixteen ways to fail, to people who read along: what they get, when, and who was asked.

Whoever keeps people waiting does so side by side, the others one after the other.
"""

from bench.analysis import outage
from bench.analysis.stage import ORDERS, staged
from bench.goals import Goal
from tests.hostile.makers import Two
from tests.hostile.provider_rows import Row, begin, expected, rows_of, seen
from tests.support.readers import Reader, Readers

MOST_SECONDS = 9.0
# Nobody says a word: how long people wait for another maker is ours to limit.
LIMITED = ("s06", "s07", "s09")


def measure() -> list[Goal]:
    """Measure and print."""
    goals = []
    for first, second in ORDERS:
        with staged(first, second) as (two, readers):
            goals += _in_order(two, readers, f"{first} → {second}")
    return goals


def _in_order(two: Two, readers: Readers, title: str) -> list[Goal]:
    print(f"\nSixteen faults at the first of {title}, through the API")
    print(f"  {'fault':<34}{'seconds':>9}{'first':>7}{'second':>8}")
    rows, failed, longest = rows_of(two.first.wire), set[str](), 0.0
    slow = {name: row for name, row in rows.items() if row.waits}
    begun = {name: begin(name, row, two, readers) for name, row in slow.items()}
    for name, row in rows.items():
        if name not in begun:
            two.house.forget()
        reader, job = begun.get(name) or begin(name, row, two, readers)
        job.result()
        if not _tells(name, row, two, reader):
            failed.add(name[:3])
        longest = max(longest, reader.seconds if name.startswith(LIMITED) else 0)
    if not outage.is_held(outage.minute(two, readers)):
        failed.add("s15")
    return [
        Goal(f"faults of 16 not passed, {title}", len(failed), 0),
        Goal(f"longest of s06, s07, s09, {title}", longest, MOST_SECONDS, "s"),
    ]


def _tells(name: str, row: Row, two: Two, reader: Reader) -> bool:
    was, should = seen(name, row, two, reader), expected(row, two)
    first, second = two.asked(name[:3])
    wrong = [
        f"{what}: {was[what]!r}, not {should[what]!r}" for what in was if was[what] != should[what]
    ]
    print(f"  {name:<34}{reader.seconds:>9.2f}{first:>7}{second:>8}  {'; '.join(wrong) or 'pass'}")
    return not wrong
