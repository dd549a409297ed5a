"""The WebUI text format, as its writers write it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.embedded.tools.webui import read

SETTINGS = "Steps: 20, Sampler: Euler a, Seed: 1, Size: 512x512, Model: m"
READ = [
    ("one line each", f"a cat\nNegative prompt: a dog\n{SETTINGS}", "a cat", "a dog"),
    ("no negative", f"a cat\n{SETTINGS}", "a cat", ""),
    ("no settings", "a cat\nNegative prompt: a dog", "a cat", "a dog"),
    ("several lines", f"a\nb\nNegative prompt: c\nd\n{SETTINGS}", "a\nb", "c\nd"),
    ("Windows line ends", f"a\r\nb\r\nNegative prompt: c\r\n{SETTINGS}", "a\nb", "c"),
    ("empty lines between", f"a\n\nNegative prompt: c\n\n{SETTINGS}", "a", "c"),
    ("the label twice", f"a\nNegative prompt: b\nNegative prompt: c\n{SETTINGS}", "a", "b\n c"),
    ("the label within a line", f"no Negative prompt: here\n{SETTINGS}",
     "no Negative prompt: here", ""),
    ("lines of an extension behind the settings",
     f"a cat\nNegative prompt: b\n{SETTINGS}\nTemplate: a {{cat|cow}}\nNegative Template: b",
     "a cat", "b"),
    ("pairs in the prompt", f"time: 1, place: 2, mood: 3\n{SETTINGS}",
     "time: 1, place: 2, mood: 3", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "prompt", "negative"), READ)
def test_it_is_read_as_webui_reads_it(name: str, text: str, prompt: str, negative: str) -> None:
    embedded = read(text)
    assert embedded
    assert (embedded.prompt, embedded.negative) == (prompt, negative)


def test_settings_keep_quotes_and_braces_together() -> None:
    embedded = read(
        'a cat\nSteps: 20, Lora hashes: "x: 1, y: 2", Hashes: {"model": "4", "b": "c"}, '
        'Civitai resources: [{"type":"lora","weight":1}], '
        "Model: m, Schedule type: Karras, Version: v1.10.1"
    )
    assert embedded
    assert embedded.settings == {
        "Steps": "20", "Lora hashes": "x: 1, y: 2", "Hashes": '{"model": "4", "b": "c"}',
        "Civitai resources": '[{"type":"lora","weight":1}]',
        "Model": "m", "Schedule type": "Karras", "Version": "v1.10.1",
    }  # fmt: skip
    assert embedded.model == "m"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a cat",
        '{"prompt": "a cat"}',
        f'{{"a": 1}}\n{SETTINGS}',
        "Negative prompt: x",
        "x" * 70_000 + f"\n{SETTINGS}",
    ],
)
def test_what_is_not_of_the_form_is_left_alone(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "piece",
    ['a:"', " ", "a", "a:{", "a:[", "a: ", '"', 'a:"\\', "a,", "a: b,", "\n", "Negative prompt:"],
)
def test_no_text_takes_long(piece: str) -> None:
    began = time.process_time()
    read("a cat\n" + piece * (1_000_000 // len(piece)))
    read("a cat\nSteps: 1, b: 2, c: 3, " + piece * (16_000 // len(piece)))
    assert time.process_time() - began < 0.5


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1),
)
def test_what_was_written_is_read_word_for_word(prompt: str, negative: str) -> None:
    embedded = read(f"{prompt}\nNegative prompt: {negative}\n{SETTINGS}")
    if prompt.startswith(("{", "[")):
        assert embedded is None
    else:
        assert embedded
        assert (embedded.prompt, embedded.negative) == (prompt, negative)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    read(text)
