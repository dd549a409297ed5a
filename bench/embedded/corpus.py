"""The real files, where they lie beside the project: what is found, how soon, and in how much."""

import json
import statistics
import time
from functools import partial
from pathlib import Path

from bench.goals import Goal
from bench.rounds import ROUNDS, interleaved
from server.embedded.read import holds_prompt, read
from tests.embedded.test_corpus import ARGUED, CORPUS, PRESENT, folded

LARGE = 100_000  # bytes
FIRST_LOOK = 1024  # bytes; doubled until the head tells the prompt
MILLISECONDS = 1000


def measure() -> list[Goal]:
    """Measure and print."""
    if not PRESENT:
        print("\nThe corpus is not beside the project: nothing of it is measured.")
        return []
    entries = json.loads((CORPUS / "expected.json").read_text())
    files = {entry["file"]: (CORPUS / entry["file"]).read_bytes() for entry in entries}
    right, silent, declared = 0, 0, 0
    for entry in entries:
        stated = read(files[entry["file"]])
        wanted = ARGUED.get(entry["file"], entry["prompt"])
        told = stated.prompt and (folded(stated.prompt.prompt), folded(stated.prompt.negative))
        right += told == (folded(wanted), folded(entry["negative"]))
        silent += entry["status"] in {"none", "unreadable"} and stated.prompt is None
        declared += entry["status"] == "declared-ai" and stated.declared is not None
    count = {status: sum(e["status"] == status for e in entries) for status in STATUSES}
    mute = count["none"] + count["unreadable"]
    print(f"\nThe corpus: {len(entries)} files")
    print(f"  embedded, prompt and negative as expected   {right} of {count['embedded']}")
    print(f"    of them argued otherwise                  {len(ARGUED)}: {', '.join(ARGUED)}")
    print(f"  without a prompt, silent                    {silent} of {mute}")
    print(f"  declared, and told so                       {declared} of {count['declared-ai']}")
    goal = Goal("corpus, files read wrongly", len(entries) - right - silent - declared, 0)
    return [goal, *_timed(files), _heads(files)]


STATUSES = ("embedded", "none", "unreadable", "declared-ai")


def _timed(files: dict[str, bytes]) -> list[Goal]:
    taken = interleaved({name: partial(_seconds, data) for name, data in files.items()})
    medians = {name: statistics.median(times) for name, times in taken.items()}
    slowest = max(medians, key=lambda name: medians[name])
    middle = statistics.median(medians.values())
    print(f"  one reading, median of {ROUNDS} rounds (this thread): {middle:.2f} ms in the")
    print(f"    middle, {medians[slowest]:.1f} ms at most ({Path(slowest).name})")
    return [Goal("corpus, median of the readings", middle, 5, "ms")]


def _seconds(data: bytes) -> float:
    began = time.thread_time()
    read(data)
    return (time.thread_time() - began) * MILLISECONDS


def _heads(files: dict[str, bytes]) -> Goal:
    """Print how much of each file that carries a prompt had to be there."""
    shares = {data: _needed(data) / len(data) for data in files.values() if read(data).prompt}
    early = [share for share in shares.values() if share < 1]
    middle = statistics.median(shares.values())
    large = [share for data, share in shares.items() if len(data) > LARGE]
    print(
        f"  bytes needed from the head: {middle:.0%} in the middle of {len(shares)} files, most of"
    )
    print(f"    which have hardly any pixels left; {len(early)} told before their end")
    middle = statistics.median(large)
    print(f"    above {LARGE // 1000} KB: {middle:.1%} in the middle of {len(large)} files")
    return Goal("large files, median share of bytes needed", middle, 0.15)


def _needed(data: bytes) -> int:
    cut = FIRST_LOOK
    while cut < len(data):
        if holds_prompt(data[:cut]):
            return cut
        cut *= 2
    return len(data)
