"""An answer is put together whole: what the file states, what it is, and a title that fits."""

from dataclasses import replace

import pytest

from server.domain.analysis import Analysis, Usage
from server.domain.embedded import EmbeddedPrompt
from server.domain.picture import Head
from server.domain.result import Result, Slots
from server.jobs.compose import CAUTIONS, LONGEST_TITLE, Seen, from_file, from_look
from tests.jobs.shared_looks import USAGE, File, picture

STATED = EmbeddedPrompt("webui", "a red kite", "blurry", "sdxl", {"Steps": "20"})


def titled(prompt: str) -> str:
    return from_file(EmbeddedPrompt("webui", prompt, ""), None, Head("png", 96, 64), File()).title


def test_what_the_file_states_is_told_word_for_word() -> None:
    result = from_file(STATED, None, Head("png", 96, 64), File())
    assert (result.origin, result.language, result.warnings) == ("embedded", "und", [])
    assert result.source is not None
    assert result.source.model_dump() == {
        "tool": "webui", "model": "sdxl", "settings": {"Steps": "20"},
        "raw_prompt": "a red kite", "raw_negative": "blurry",
    }  # fmt: skip
    assert (result.usage, result.declared_ai) == (None, None)
    assert result.slots == Slots(subject="", style="")
    facts = result.image.model_dump()
    assert facts == {
        "width": 96, "height": 64, "format": "png", "bytes": 99, "bytes_read": 5,
        "aspect_ratio": "3:2", "palette": None,
    }  # fmt: skip
    assert result.title == "a red kite"


@pytest.mark.parametrize(("width", "height"), [(None, None), (96, None), (None, 64)])
def test_of_an_unknown_size_no_shape_is_told(width: int | None, height: int | None) -> None:
    facts = from_file(STATED, None, Head("png", width, height), File()).image
    assert facts.aspect_ratio is None


def test_a_title_is_the_prompt_as_far_as_it_fits() -> None:
    fits = "k" * LONGEST_TITLE
    assert titled(fits) == fits
    assert titled(fits + "k") == "k" * (LONGEST_TITLE - 1) + "…"
    words = ", ".join(f"kite {number:02}" for number in range(20))
    assert titled(words) == words[:79].rpartition(" ")[0].rstrip(" ,") + "…"
    assert titled(words).endswith("kite…")
    packed = ", ".join(f"kite{number:02}" for number in range(20))
    assert titled(packed).endswith("kite08…"), "no comma is left hanging"
    ends_in_a_word = "a " * 39 + "kite kite"
    assert titled(ends_in_a_word) == ("a " * 39).strip() + "…"
    ends_behind_a_word = "k" * 73 + " kite kite"
    assert titled(ends_behind_a_word) == "k" * 73 + " kite…", "no whole word is lost"


def looked(usage: Usage | None = USAGE, **analysis: object) -> Result:
    kept = {"prompt": "a red kite over a field", "title": "A kite", "language": "de", **analysis}
    return from_look(Seen(Analysis.model_validate(kept), usage), picture(), File())


def test_what_a_model_saw_is_told_with_what_was_measured() -> None:
    result = looked()
    assert (result.origin, result.title, result.language) == ("inferred", "A kite", "de")
    assert (result.usage, result.source, result.warnings) == (USAGE, None, [])
    assert result.image.model_dump() == {
        "width": 288, "height": 192, "format": "jpeg", "bytes": 99, "bytes_read": 5,
        "aspect_ratio": "3:2", "palette": ["#000000"],
    }  # fmt: skip
    assert "#000000" in str(result.prompts["json"])
    assert "3:2" in str(result.prompts["midjourney"])


def test_a_look_without_a_title_takes_the_prompts_first_line() -> None:
    assert looked(title="").title == "a red kite over a field"
    assert looked(title="", prompt="a red kite\nover a field").title == "a red kite"
    assert looked(title="", prompt="").title == ""


@pytest.mark.parametrize(
    ("code", "usage", "analysis"),
    [
        ("offline_look", None, {}),
        ("instruction_text", USAGE, {"instruction_text": True}),
        ("low_confidence", USAGE, {"confidence": "low"}),
    ],
)
def test_a_caution_is_told_in_its_own_words(
    code: str, usage: Usage | None, analysis: dict[str, object]
) -> None:
    (caution,) = looked(usage, **analysis).warnings
    assert (caution.code, caution.message) == (code, CAUTIONS[code])
    assert looked(confidence="medium").warnings == []


@pytest.mark.parametrize(
    ("width", "height", "is_small"),
    [(256, 1, True), (90, 256, True), (257, 1, False), (1, 257, False)],
)
def test_a_small_version_is_told_to_be_one(width: int, height: int, is_small: bool) -> None:
    seen = Seen(Analysis(prompt="a kite", title="A kite"), USAGE)
    small = replace(picture(), width=width, height=height)
    said = [caution.code for caution in from_look(seen, small, File()).warnings]
    assert said == (["thumbnail"] if is_small else [])


def test_who_was_not_asked_is_not_named_as_a_model() -> None:
    assert looked(None).origin == "offline"


def test_the_shape_that_the_file_has_is_asked_for() -> None:
    stated = EmbeddedPrompt("webui", "a red kite", "")
    wide, unknown = (from_file(stated, None, Head("png", w, 64), File()) for w in (96, None))
    assert wide.prompts["midjourney"] != unknown.prompts["midjourney"]
