"""What is said of CLIP's tokens, against counts that others have published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.modes.clip import fitting, longest, tokens

TRANSFORMERS = "huggingface/transformers, tests/models/clip/test_tokenization_clip.py"
APPLE = "apple/ml-stable-diffusion, StableDiffusionTests.swift"
COUNTED = [
    ("a photo of a cat", 5, "zer0int/CLIP-tokenizer, README.md"),
    ("a photo of an astronaut riding a horse on mars", 10, APPLE),
    ("Apple CoreML developer tools on a Macbook Air are fast", 11, APPLE),
    ("Hello, World! 123", 7, "emgucv/emgucv, AutoTestModels.cs"),
    ("I was born in 92000, and this is falsé.", 17, TRANSFORMERS),
    ("生活的真谛是", 13, TRANSFORMERS),
    ("hi<s>there", 5, TRANSFORMERS),
    ("The following string should be properly encoded: Hello.", 11, TRANSFORMERS),
    ("But ird and ปี   ird   ด", 8, TRANSFORMERS),
    ("emotionless", 3, "AUTOMATIC1111/stable-diffusion-webui-tokenizer, issue 7"),
    ("Greg Rutkowski", 4, "30kwps.com/what-is-a-token"),
    ("artstation", 2, "30kwps.com/what-is-a-token"),
    ("hippopotomonstrosesquippedaliophobia", 8, "30kwps.com/what-is-a-token"),
]


@pytest.mark.parametrize(("text", "count", "source"), COUNTED)
def test_no_published_count_is_higher(text: str, count: int, source: str) -> None:
    assert count <= tokens(text) <= 2 * count, source


MARKED = [
    ("(cat:1.3)", "cat"),
    ("[[cat]], ((dog))", "cat, dog"),
    (r"mage \(game\)", "mage (game)"),
    ("cat <lora:ink:0.8>", "cat"),
    ("it's", "it 's"),
]


@pytest.mark.parametrize(("marked", "bare"), MARKED)
def test_the_marks_of_webui_are_no_tokens(marked: str, bare: str) -> None:
    assert tokens(marked) == sum(map(tokens, bare.replace("(", "<").replace(")", ">").split()))


def test_a_break_begins_anew() -> None:
    assert longest("cat " * 60 + "BREAK" + " cat" * 70) == 70
    assert longest("cat " * 60 + "BREAKS" + " cat" * 70) == 132


@given(st.text())
def test_no_text_has_more_tokens_than_bytes(text: str) -> None:
    assert 0 <= tokens(text) <= len(text.encode())


@given(st.lists(st.text(min_size=1)), st.integers(8, 80))
def test_what_fits_stays_within_its_tokens(phrases: list[str], most: int) -> None:
    assert tokens(fitting(phrases, most)) <= most


CUTS = [
    (["red kite", "wheat field", "noon"], 5, "red kite, wheat field"),
    (["one two three four", "five"], 3, "one two three"),
    (["extraordinarily"], 3, ""),
    (["a" * 100, "b"], 12, "aaa"),
    ([], 5, ""),
]


@pytest.mark.parametrize(("phrases", "most", "kept"), CUTS)
def test_first_phrases_are_kept(phrases: list[str], most: int, kept: str) -> None:
    assert fitting(phrases, most) == kept
