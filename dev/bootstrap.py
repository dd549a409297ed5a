"""Bring `.venv` with what a lock file names.

    python3 dev/bootstrap.py requirements.lock

Only Python's own library is used, in words that an old Python understands too, so that
an old Python can say in a sentence that it is old.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NEEDED = (3, 11)
TOO_OLD = f"sys.version_info < {NEEDED}"
COMMAND = "prompt-lens"
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


class CannotBring(Exception):
    """Something needed is missing; the message is the sentence to show."""


def quietly(*command: str) -> bool:
    """Run a command for its exit code alone."""
    try:
        # DEVNULL by hand: `capture_output` is younger than the Pythons this must turn away.
        out = subprocess.DEVNULL
        return subprocess.call(command, stdout=out, stderr=out) == 0
    except OSError:
        return False


def suits(python: str) -> bool:
    """Tell whether this interpreter runs, is new enough and can make an environment."""
    return quietly(python, "-c", f"import sys, ensurepip, venv; sys.exit({TOO_OLD})")


def find_python() -> str:
    """Return the interpreter to build with: this one, else a newer one on the PATH."""
    paths = [sys.executable, *(shutil.which(name) or "" for name in NEWER)]
    for path in filter(None, paths):
        if suits(path):
            return path
    if sys.version_info[:2] < NEEDED:
        found = ".".join(map(str, sys.version_info[:2]))
        raise CannotBring(f"Python 3.11 or newer is needed; this is Python {found}.")
    raise CannotBring(
        "Python's venv needs ensurepip, which is missing here"
        " (on Debian and Ubuntu: apt install python3-venv)."
    )


def works(python: Path) -> bool:
    """Tell whether the environment's interpreter runs, suits and has pip."""
    return quietly(str(python), "-c", f"import sys, pip; sys.exit({TOO_OLD})")


def make_environment() -> None:
    """Make `.venv` unless a working one is there."""
    if works(PYTHON):
        return
    python = find_python()
    print("Making .venv …", flush=True)
    command = [python, "-m", "venv", "--clear", str(VENV)]
    if subprocess.run(command, check=False).returncode:
        raise CannotBring("The environment .venv could not be made; the reason stands above.")


def install(lock: str, *options: str) -> None:
    """Install a hashed lock file, unless this very text is installed already.

    A lock names all there is, so that nothing is resolved: an older pip looks past a pin for
    what another package asks of it with an extra, and takes the newest release.
    """
    exactly = ("--require-hashes", "--no-deps")
    bring(lock, (ROOT / lock).read_bytes(), *exactly, *options, "-r", str(ROOT / lock))


def install_command() -> None:
    """Put `prompt-lens` into `.venv`, running from here; nothing is fetched for it."""
    text = (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()
    bring(COMMAND, text, "--no-index", "--no-deps", "--no-build-isolation", "-e", str(ROOT))


def bring(what: str, text: bytes, *arguments: str) -> None:
    """Let pip install something, unless it was installed from this very text."""
    stamp = VENV / f".installed-{what.replace('/', '-')}"
    digest = hashlib.sha256(text + PYTHON.resolve().as_posix().encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    print(f"Installing {what} …", flush=True)
    quiet = ("--quiet", "--quiet", "--no-input", "--disable-pip-version-check")
    command = [str(PYTHON), "-m", "pip", "install", *quiet, *arguments]
    if subprocess.run(command, check=False).returncode:
        raise CannotBring(f"What {what} names could not be installed; the reason stands above.")
    stamp.write_text(digest)


def prepare(lock: str) -> None:
    """Bring the environment, the lock's packages and our command; callers take turns."""
    runs = ROOT / ".run"
    runs.mkdir(exist_ok=True)
    with (runs / "bootstrap.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        make_environment()
        install(lock)
        install_command()


def main(lock: str) -> None:
    """Prepare, or end with the one sentence that says why not."""
    try:
        prepare(lock)
    except CannotBring as missing:
        sys.exit(str(missing))
    except KeyboardInterrupt:
        sys.exit("\nStopped.")


if __name__ == "__main__":
    main(sys.argv[1])
