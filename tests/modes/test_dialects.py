"""Weights of other tools, as WebUI writes them, and in every mode without them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.embedded import EmbeddedPrompt
from server.modes.dialects import as_webui
from server.modes.render import render_embedded

ROWS = [
    ("novelai", "a {cat}, dog", "a (cat:1.05), dog"),
    ("novelai", "{{a cat}}, [[dog]]", "(a cat:1.1), (dog:0.91)"),
    ("novelai", "1.5::a cat, red::, dog", "(a cat, red:1.5), dog"),
    ("novelai", "a, 2::b", "a, (b:2)"),
    ("novelai", "saber (fate), {x}", r"saber \(fate\), (x:1.05)"),
    ("invokeai", "a cat++ on (a wall)1.3", "a (cat:1.21) on (a wall:1.3)"),
    ("invokeai", "(a wall)--, well-lit, C++", "(a wall:0.81), well-lit, (C:1.21)"),
    ("sd-webui", "{a|b} 1.5::x:: c++", "{a|b} 1.5::x:: c++"),
]


@pytest.mark.parametrize(("tool", "prompt", "expected"), ROWS)
def test_weights_are_said_as_webui_says_them(tool: str, prompt: str, expected: str) -> None:
    assert as_webui(EmbeddedPrompt(tool, prompt, "")).prompt == expected


def test_what_weighs_less_than_nothing_is_kept_out() -> None:
    told = as_webui(EmbeddedPrompt("novelai", "1girl, -0.8::feet::, hat", "{blur}"))
    assert told.prompt == "1girl, hat"
    assert told.negative == "(blur:1.05), feet"


def test_no_mode_of_prose_holds_a_weight() -> None:
    said = render_embedded(
        EmbeddedPrompt("novelai", "{{girl}}, 1.3::red hat::, -1::feet::, [sky]", "x"), "1:1"
    )
    assert said["general"].prompt == "girl, red hat, sky"
    assert said["stable-diffusion"].prompt == "(girl:1.1), (red hat:1.3), (sky:0.95)"
    assert "feet" in (said["stable-diffusion"].negative or "")
    assert "feet" not in said["flux"].prompt


@pytest.mark.parametrize("piece", ["{", "[", "1::", "::", "(a", "a+", "(a)", "a", "1.1"])
def test_no_text_takes_long(piece: str) -> None:
    began = time.process_time()
    for tool in ("novelai", "invokeai"):
        as_webui(EmbeddedPrompt(tool, piece * (64_000 // len(piece)), ""))
    assert time.process_time() - began < 0.5


@given(st.sampled_from(["novelai", "invokeai"]), st.text("{}[]():+-.1a, "))
@settings(deadline=None)
def test_no_text_raises(tool: str, text: str) -> None:
    render_embedded(as_webui(EmbeddedPrompt(tool, text, text)), None)
