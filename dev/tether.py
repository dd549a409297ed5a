"""Become a command that dies with the process that started it, even when that is killed.

    python dev/tether.py <parent's pid> <command> …

Linux alone can promise this; elsewhere a launcher that was killed leaves its children.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Tie this process to its parent, then become the command."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        # The parent may have died before the tie was made; then nobody would tell us.
        if os.getppid() != parent:
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - a shell in between would not be tied


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
