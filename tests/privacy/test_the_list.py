"""Every promise of the policies is proved by a test named after it, or stands here as not kept.

A test's name begins with the ids of what it proves: `test_pl_04_…` and `test_pl_17_sb_04_…`
here and in tests/browser, `"PL-02, PL-05: …"` in tests/extension.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.support.children import ROOT

PROMISES = {*(f"PL-{n:02}" for n in range(1, 20)), *(f"SB-{n:02}" for n in range(1, 12))}
# What of a promise no code keeps, and why. A whole id has no test; of others a part is missing.
NOT_KEPT = {
    "PL-12 (rotation)": "Both processes write to stderr: who collects the lines says for how long.",
    "PL-12 (usage rows)": "No row says what an account used, so that none could lose its account.",
    "PL-16 (storage)": "Own keys are sealed; the disks under Redis and PostgreSQL are not ours.",
    "SB-05": "Errors are told to nobody else: there is no Sentry.",
    "SB-07 (doctor)": "The command that would show the router's settings is not there.",
    "SB-08 (accounts)": "Tokens, money and latency are counted by provider, not by account.",
}
POLICIES = ROOT.parent / "shared" / "privacy-promises.md"
IN_PYTHON = re.compile(r"test((?:(?:_pl|_sb)(?:_\d\d)+)+)_")
IN_JAVASCRIPT = re.compile(r"^test\(\s*[\"'`]((?:(?:PL|SB)-\d\d(?:, )?)+): ", re.MULTILINE)


def of_python(name: str) -> Iterator[str]:
    """Yield the ids that a function's name begins with."""
    kind = ""
    if begins := IN_PYTHON.match(name):
        for part in begins.group(1).strip("_").split("_"):
            if part.isdigit():
                yield f"{kind}-{part}"
            else:
                kind = part.upper()


def proved() -> Iterator[str]:
    """Yield the ids of every test."""
    for folder in ("privacy", "browser"):
        for path in (ROOT / "tests" / folder).glob("test_*.py"):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef):
                    yield from of_python(node.name)
    for path in (ROOT / "tests" / "extension").glob("*.test.js"):
        for ids in IN_JAVASCRIPT.findall(path.read_text()):
            yield from ids.split(", ")


def test_every_promise_is_proved_or_said_not_to_be_kept() -> None:
    missing = {name for name in NOT_KEPT if name in PROMISES}
    assert set(proved()) == PROMISES - missing
    assert [name for name in NOT_KEPT if name[:5] not in PROMISES] == []


def test_a_name_begins_with_its_ids() -> None:
    assert list(of_python("test_pl_01_06_18_what")) == ["PL-01", "PL-06", "PL-18"]
    assert list(of_python("test_pl_17_sb_04_who_is_named")) == ["PL-17", "SB-04"]
    assert list(of_python("test_of_pl_17_nothing")) == []
    assert IN_JAVASCRIPT.findall('test("PL-02, PL-05: x", () => {') == ["PL-02, PL-05"]


def test_the_list_is_the_policies_own() -> None:
    if not POLICIES.exists():
        pytest.skip("the list of promises is not beside this checkout")
    rows = re.findall(r"^\| ((?:PL|SB)-\d\d) \|", POLICIES.read_text(), re.MULTILINE)
    assert sorted(rows) == sorted(PROMISES)
