"""The hostile tables of URLs and addresses through the whole fetcher, on each Python that is here.

A leak is a row that should be refused and was dialled, looked up as a URL, or taken; an
over-block is a public one that was not dialled. The peer is the standard library's word.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from bench.goals import Goal
from dev.bootstrap import ROOT

PYTHONS = ("3.11", "3.12", "3.13")

Counts = dict[str, int]
Told = dict[str, Counts]


def measure() -> list[Goal]:
    """Measure and print."""
    told = {version: ask(python) for version in PYTHONS if (python := find(version))}
    rows = next(iter(told.values()))["rows"]
    print("\nPolicy: " + ", ".join(f"{count} {what}" for what, count in rows.items()))
    print(f"  {'CPython':<10}{'ours: leaks':>14}{'over-blocks':>14}{'dials':>8}", end="")
    print(f"{'not is_global: leaks':>24}{'over-blocks':>14}")
    for version in PYTHONS:
        _print(version, told.get(version))
    return [
        Goal(f"{what} on {', '.join(told)}", sum(each["ours"][what] for each in told.values()), 0)
        for what in ("leaks", "over-blocks", "dials")
    ]


def _print(version: str, told: Told | None) -> None:
    if told is None:
        print(f"  {version:<10}is not on this machine")
        return
    ours, peer = told["ours"], told["is_global"]
    print(f"  {version}.{told['python']['patch']:<5}", end="")
    print(f"{ours['leaks']:>16}{ours['over-blocks']:>14}{ours['dials']:>8}", end="")
    print(f"{peer['leaks']:>24}{peer['over-blocks']:>14}")


def find(version: str) -> str | None:
    """Return an interpreter of this version: ours, pyenv's, or one on the PATH that runs."""
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return sys.executable
    theirs = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    here = shutil.which(f"python{version}")
    for python in [*map(str, theirs), *([here] if here else [])]:
        if subprocess.run([python, "-V"], capture_output=True, check=False).returncode == 0:
            return python
    return None


def ask(python: str) -> Told:
    """Return what an interpreter counts, with our packages: those it needs are plain Python."""
    packages = sysconfig.get_path("purelib")
    done = subprocess.run(
        [python, "-m", "bench.images.policy_rows"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": packages},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    told: Told = json.loads(done.stdout)
    return told
