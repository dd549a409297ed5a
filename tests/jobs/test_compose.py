"""An answer is put together whole: what the file states, what it is, and a title that fits."""

from dataclasses import dataclass

import pytest

from server.domain.embedded import EmbeddedPrompt
from server.domain.picture import Head
from server.jobs.compose import LONGEST_TITLE, from_file


@dataclass(frozen=True)
class File:
    data: bytes = b"12345"
    whole: bool = False
    size: int = 99
    bytes_read: int = 5


STATED = EmbeddedPrompt("webui", "a red kite", "blurry", "sdxl", {"Steps": "20"})


def titled(prompt: str) -> str:
    return from_file(EmbeddedPrompt("webui", prompt, ""), Head("png", 96, 64), File()).title


def test_what_the_file_states_is_told_word_for_word() -> None:
    result = from_file(STATED, Head("png", 96, 64), File())
    assert (result.origin, result.language, result.warnings) == ("embedded", "und", [])
    assert result.source is not None
    assert result.source.model_dump() == {
        "tool": "webui", "model": "sdxl", "settings": {"Steps": "20"},
        "raw_prompt": "a red kite", "raw_negative": "blurry",
    }  # fmt: skip
    assert (result.usage, result.declared_ai) == (None, None)
    facts = result.image.model_dump()
    assert facts == {
        "width": 96, "height": 64, "format": "png", "bytes": 99, "bytes_read": 5,
        "aspect_ratio": "3:2", "palette": None,
    }  # fmt: skip
    assert result.title == "a red kite"


@pytest.mark.parametrize(("width", "height"), [(None, None), (96, None), (None, 64)])
def test_of_an_unknown_size_no_shape_is_told(width: int | None, height: int | None) -> None:
    facts = from_file(STATED, Head("png", width, height), File()).image
    assert facts.aspect_ratio is None


def test_a_title_is_the_prompt_as_far_as_it_fits() -> None:
    fits = "k" * LONGEST_TITLE
    assert titled(fits) == fits
    assert titled(fits + "k") == "k" * (LONGEST_TITLE - 1) + "…"
    words = ", ".join(f"kite {number:02}" for number in range(20))
    assert titled(words) == words[:79].rpartition(" ")[0].rstrip(" ,") + "…"
    assert titled(words).endswith("kite…")
    ends_in_a_word = "a " * 39 + "kite kite"
    assert titled(ends_in_a_word) == ("a " * 39).strip() + "…"
