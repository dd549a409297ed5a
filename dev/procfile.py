"""The processes of the service as `Procfile` has them: what ships is what is run and tested."""

import os
import sys
from pathlib import Path

from dev.bootstrap import ROOT


def lines() -> dict[str, str]:
    """Return each process's command, for a shell, by name."""
    told = (ROOT / "Procfile").read_text().splitlines()
    return {name: command for name, _, command in (line.partition(": ") for line in told)}


def command(name: str, **variables: str) -> list[str]:
    """Return how to become a process of the service, with this interpreter and these variables."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    given = [f"{key}={value}" for key, value in {"PATH": path, **variables}.items()]
    return ["env", *given, "sh", "-c", f"exec {lines()[name]}"]
