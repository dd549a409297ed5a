"""Every tool's words are understood, nobody else's, and those that say nothing are told apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.embedded.read import read
from tests.embedded.hostile_rows import chunk, png, text
from tests.embedded.tool_rows import HOLLOW, SILENT, TOOLS, Row


def saying(texts: dict[str, str]) -> bytes:
    """A PNG with these texts, Exif's and XMP's names among them: the reader takes either."""
    return png(*[text(name, words) for name, words in texts.items()], chunk(b"IDAT", b""))


@pytest.mark.parametrize("row", TOOLS, ids=lambda row: row.name)
def test_every_tool_is_understood(row: Row) -> None:
    told = read(saying(row.texts)).prompt
    assert told
    assert (told.tool, told.prompt, told.negative) == (row.tool, row.prompt, row.negative)
    assert (told.model, told.parts) == (row.model, row.parts)
    assert row.settings.items() <= told.settings.items()


@pytest.mark.parametrize(("name", "texts"), SILENT)
def test_what_no_tool_wrote_says_nothing(name: str, texts: dict[str, str]) -> None:
    stated = read(saying(texts))
    assert stated.prompt is None
    assert not stated.is_hollow


@pytest.mark.parametrize("texts", HOLLOW)
def test_a_prompt_in_which_no_word_tells_is_hollow(texts: dict[str, str]) -> None:
    stated = read(saying(texts))
    assert stated.prompt is None
    assert stated.is_hollow


JSON = '{"prompt": "a \\ud800 cat\\u0000", "metadata_scheme": "fooocus", "steps": "\\udc00"}'


def test_what_no_text_may_hold_does_not_come_out() -> None:
    told = read(saying({"parameters": JSON})).prompt
    assert told
    assert told.prompt == "a \ufffd cat"
    assert told.settings["Steps"] == "\ufffd"


NAMES = st.sampled_from([name for row in TOOLS for name in row.texts])
WORDS = st.sampled_from([words for row in TOOLS for words in row.texts.values()])


@given(st.dictionaries(NAMES, WORDS | st.text(max_size=30), max_size=4), st.data())
@settings(deadline=None)
def test_no_words_raise(texts: dict[str, str], data: st.DataObject) -> None:
    whole = saying(texts)
    at = data.draw(st.integers(0, len(whole)))
    read(whole)
    read(whole[:at] + data.draw(st.binary(max_size=4)) + whole[at + 2 :])
