"""The policy and the parser are the standard library alone, and the same on every Python."""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.support.children import ROOT

VERSIONS = ("3.11", "3.12", "3.13")

# `-S` leaves out every package: what is imported besides ours came with Python itself.
PROGRAM = """
import ipaddress, json, sys
before = set(sys.modules)
from server.net.addresses import is_allowed, is_forbidden_name
from server.net.url import parse_url
strangers = {name.partition(".")[0] for name in set(sys.modules) - before}
strangers -= {"server"} | sys.stdlib_module_names
from server.errors import UrlRefused
from tests.hostile.address_rows import ALLOWED, REFUSED
from tests.hostile import url_rows

def verdict(text):
    try:
        target = parse_url(text)
    except UrlRefused as error:
        return error.code
    return [target.canonical, target.host, target.port, is_forbidden_name(target.host)]

texts = [*url_rows.REFUSED, *url_rows.ACCEPTED, *url_rows.NEVER_DIALLED]
addresses = [*ALLOWED, *(address for rows in REFUSED.values() for address in rows)]
print(json.dumps({
    "strangers": sorted(strangers),
    "urls": [verdict(text) for text in texts],
    "addresses": [is_allowed(ipaddress.ip_address(address)) for address in addresses],
    "allowed": len(ALLOWED),
}))
"""


@cache
def found(version: str) -> str | None:
    """Return an interpreter of that version: on the PATH, or where pyenv keeps them."""
    kept = (Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python{version}")
    for python in (shutil.which(f"python{version}"), *sorted(kept)):
        if python and said(python, "import sys; print('%d.%d' % sys.version_info[:2])") == version:
            return str(python)
    return None


def said(python: str | Path, program: str) -> str | None:
    done = subprocess.run(
        [python, "-S", "-c", program],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
        text=True,
    )
    return done.stdout.strip() if done.returncode == 0 else None


@cache
def verdicts(python: str) -> dict[str, list[object]]:
    answer = said(python, PROGRAM)
    assert answer, f"{python} cannot run the policy"
    judged: dict[str, list[object]] = json.loads(answer)
    return judged


@pytest.mark.parametrize("version", VERSIONS)
def test_every_python_gives_the_same_verdicts_without_any_package(version: str) -> None:
    python = found(version)
    if python is None:
        pytest.skip(f"no Python {version} here")
    here, there = verdicts(sys.executable), verdicts(python)

    assert there["strangers"] == []
    assert there["addresses"] == [at < here["allowed"] for at in range(len(here["addresses"]))]  # type: ignore[operator]
    assert there["urls"] == here["urls"]
