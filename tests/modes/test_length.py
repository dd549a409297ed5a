"""How long a text is, and where it is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.modes.length import count, fitting, within

COUNTS = [("", 0), ("a cat, asleep", 3), ("纸风筝，飞。", 4), ("café 3:2 #102030", 3), ("a。b", 2)]


@pytest.mark.parametrize(("text", "words"), COUNTS)
def test_words_are_counted(text: str, words: int) -> None:
    assert count(text) == words


CUTS = [
    ("One two. Three four. Five.", 4, "One two. Three four."),
    ("One two three, four five. Six", 4, "One two three"),
    ("One, two three four five", 4, "One, two three four"),
    ("No. One two three four five", 5, "No. One two three four"),
    ("lens f/1.8 at noon, soft light", 3, "lens f/1.8 at"),
    ("纸风筝飞。天很淡", 6, "纸风筝飞。"),
    ("纸风筝，天很淡", 4, "纸风筝"),
    ("all of it", 3, "all of it"),
]


@pytest.mark.parametrize(("text", "most", "kept"), CUTS)
def test_a_text_is_cut_where_something_ends(text: str, most: int, kept: str) -> None:
    assert within(text, most) == kept


@given(st.text(), st.integers(1, 30))
def test_a_cut_text_is_a_beginning_that_fits(text: str, most: int) -> None:
    cut = within(text, most)
    assert text.startswith(cut)
    assert count(cut) <= most
    assert cut == text or count(cut) > 0


@given(st.lists(st.text()), st.integers(0, 30))
def test_pieces_that_fit_are_kept_in_order(pieces: list[str], most: int) -> None:
    kept = fitting(pieces, most)
    assert sum(map(count, kept)) <= most
    rest = iter(pieces)
    assert all(piece in rest for piece in kept)


def test_a_short_piece_behind_a_long_one_is_kept() -> None:
    assert fitting(["a b", "c d e f", "g"], 3) == ["a b", "g"]
