"""`make bench`: every file in `bench/` that measures, one after the other.

Images and models have commands of their own: `make bench-images` and `make bench-analysis`.
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
