"""The mark in the instructions is found in any spelling that we say it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.analysis import canary
from server.analysis.canary import FIRST, MARK, SECOND, begins_at, leaks

SPELT = {
    "as it is": MARK,
    "capitals": MARK.upper(),
    "within a word": f"x{MARK}y",
    "spaced": " ".join(MARK),
    "hyphens and lines": "-\n".join(MARK),
    "stars": "**".join(MARK),
    "first half": f"the mark begins {FIRST}",
    "second half": f"and ends {SECOND}",
    "backwards": MARK[::-1],
    "backwards, spaced": "_".join(MARK[::-1]).upper(),
}


@pytest.mark.parametrize("spelt", SPELT.values(), ids=SPELT)
def test_the_mark_is_found(spelt: str) -> None:
    assert leaks(["a red kite", f"over {spelt} a field"])


def test_the_mark_is_found_across_two_fields() -> None:
    assert leaks(["kite", MARK[:6], MARK[6:], "field"])


@given(st.text(alphabet="ghijklmnopqrstuvwxyz 0123456789,.", max_size=300))
def test_nothing_else_is_taken_for_it(text: str) -> None:
    assert not leaks([text, "facade", "deadbeef cafe", "#10b2ff"])


@given(st.sampled_from(list(SPELT)), st.text(max_size=20), st.text(max_size=20))
def test_no_more_than_three_signs_of_it_ever_stand_before_the_cut(
    name: str, before: str, after: str
) -> None:
    text = f"{before} {SPELT[name]} {after}"
    for end in range(len(text) + 1):
        if leaks([text[:end]]):
            break
        shown = re.sub(r"[\W_]", "", text[: begins_at(text[:end])]).lower()
        assert not any(form[:4] in shown for form in canary._FORMS)


def test_it_cannot_be_guessed() -> None:
    assert len(MARK) == 16
    assert MARK != FIRST * 2
