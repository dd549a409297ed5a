"""`make bench`: every file in `bench/` that measures, one after the other.

The images have a command of their own, because they need a peer that nothing else does.
"""

import subprocess
import sys

from dev.bootstrap import ROOT


def main() -> int:
    """Return the exit code of the first that failed, or 0."""
    files = sorted((ROOT / "bench").glob("[a-z]*.py"))
    benches = [file.stem for file in files if "__main__" in file.read_text()]
    if not benches:
        print("There is no measurement in bench/.")
    for name in benches:
        print(f"· {name}", flush=True)
        command = [sys.executable, "-m", f"bench.{name}"]
        if code := subprocess.run(command, cwd=ROOT, check=False).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
