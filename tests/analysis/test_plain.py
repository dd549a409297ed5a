"""Prose without what is not prose: rows, and what holds of any text whatever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.analysis import canary
from server.analysis.plain import plain, plain_so_far

ROWS = [
    ("see https://evil.example/x now", "see now"),
    ("see HTTPS://EVIL.example now", "see now"),
    ("看https://evil.example/x。一只猫", "看 。一只猫"),
    ("visit www.evil.example today", "visit today"),
    ("run javascript:alert(1) now", "run now"),
    ("ftp://a.example and data:text/html,x", "and"),
    ("a [link](http://evil.example) here", "a link here"),
    ("a [link](http://evil.example 'with a title') here", "a link here"),
    ("a [https://evil.example](x) here", "a here"),
    ("a [link](left open", "a [link] (left open"),
    ("a ]*( and a link](x of a sort) too", "a ] ( and a link] (x of a sort) too"),
    ("an ![image](http://evil.example/p.png) here", "an image here"),
    ("<script>alert(1)</script> words", "alert(1) words"),
    ("<scr<b>ipt>words", "scr ipt>words"),
    ("ht<b></b>tp://evil.example words", "ht words"),
    ("h*t*tps://evil.example words", "words"),
    ("an <img src=x onerror='alert(1)' alt='long'> words", "an words"),
    ("an <img src= unclosed", "an img src= unclosed"),
    ("**bold** and *thin* and `code` words", "bold and thin and code words"),
    ("## Heading\n\n- one\n- two\n\n1. three", "Heading one two three"),
    ("```\ncode\n```", "code"),
    ("> quoted", "quoted"),
    ("two\n\nlines", "two lines"),
    ("a_b and #1", "a_b and #1"),
    ("5 < 6 and 7 > 3, <|end|><!-- x -->yes", "5 < 6 and 7 > 3, yes"),
    ("a\x00 cat \u202eesrever\u2066", "a cat esrever"),
    ("a\u200b c\U000e0041at\ufeff \ud800", "a cat"),
    ("a 👩\u200d🎨 paints", "a 👩\u200d🎨 paints"),
    ("a kite --ar 16:9 --v 6", "a kite"),
    ("a (red:1.3) kite:: blue::2", "a (red:1.3) kite blue 2"),
    ("well-known — and 16:9, f/1.8, 10:30", "well-known — and 16:9, f/1.8, 10:30"),
    ("「赤」い凧、 100%", "「赤」い凧、 100%"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "clean"), ROWS)
def test_markup_addresses_and_hidden_signs_are_taken_out(raw: str, clean: str) -> None:
    assert plain(raw) == clean
    for end in range(len(raw) + 1):
        assert clean.startswith(plain_so_far(raw[:end]))


ATOMS = [
    "<", ">", "<b>", "</a href='x'>", "<img alt='one two three' src=x>", "[one two three](f o u r)",
    "script>", "[", "]", "(", ")", "](", "!", "https://", "http",
    "://", "www.", "evil.com", "javascript:", "data:", " ", "\n", "- ", "# ", "1. ", "*", "**", "`",
    "_", "__", "#", "##", "::", ":1.2", "--ar 3:2", "--no ", "word", "猫", "。", ",", "\u200b",
    "\ud800", "a", "?", "<|im", "|>", canary.FIRST, canary.FIRST[:5], canary.SECOND[3:],
]  # fmt: skip
marked_up = st.lists(
    st.sampled_from(ATOMS) | st.sampled_from(ATOMS) | st.text(max_size=3), max_size=24
).map("".join)


@given(marked_up)
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert plain(once) == once


@given(marked_up)
def test_what_is_told_of_a_growing_text_stays_told(text: str) -> None:
    whole = plain(text)
    for end in range(len(text) + 1):
        assert whole.startswith(plain_so_far(text[:end]))


def test_plain_words_are_told_word_by_word() -> None:
    assert plain_so_far("A red kite climbs") == "A red kite"
    assert plain_so_far("麦畑の上に赤い凧") == "麦畑の上に赤い凧"
    assert plain_so_far("A sign: <b") == "A sign:"
    assert plain_so_far("A sign [that is open and") == "A sign"
    assert plain_so_far("A price < 5 and ") == "A price < 5 and"
