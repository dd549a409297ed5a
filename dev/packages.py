"""Debian packages that the tests need, where this is Debian and we may install."""

import os
import shutil
import subprocess
from pathlib import Path

from dev.bootstrap import ROOT

# What must be on the machine, and the package that brings it.
PROGRAMS = {
    "chromium": "chromium",
    "Xvfb": "xvfb",
    "openssl": "openssl",
    "xdotool": "xdotool",
    "redis-check-rdb": "redis-tools",
}
CHINESE_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FONT_PACKAGE = "fonts-noto-cjk"
LOG = ROOT / ".run" / "apt.log"


def missing() -> dict[str, str]:
    """Return what is not here, each with its package."""
    absent = {name: package for name, package in PROGRAMS.items() if shutil.which(name) is None}
    if "chromium" in absent or may_install():
        # A font for Chinese words is worth a package, never worth a skipped test.
        absent |= {} if CHINESE_FONT.exists() else {FONT_PACKAGE: FONT_PACKAGE}
    return absent


def may_install() -> bool:
    """Tell whether this is Debian and we are its root."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def bring() -> list[str]:
    """Install what is missing, if we may; return what is still missing."""
    install(*missing().values())
    return [name for name in missing() if name in PROGRAMS]


def install(*names: str) -> None:
    """Install these packages, if there are any and we may."""
    if names and may_install():
        print(f"Installing {', '.join(names)} …", flush=True)
        _apt("update")
        _apt("install", "--yes", "--no-install-recommends", *names)


def _apt(*arguments: str) -> None:
    """Run apt quietly; what it said is shown only where it failed."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("wb") as said:
        command = ["apt-get", "-qq", *arguments]
        code = subprocess.run(
            command, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False
        ).returncode
    if code:
        print(f"apt-get {arguments[0]} failed:\n{LOG.read_text(errors='replace')[-2000:]}")
