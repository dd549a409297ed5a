"""Every mode from any look and from any embedded prompt."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.analysis import Analysis, Tag
from server.domain.embedded import EmbeddedPrompt
from server.modes.embedded_tags import tags_of
from server.modes.phrases import without_weights
from server.modes.render import render_analysis, render_embedded

words = st.text(max_size=60)
analyses = st.builds(
    Analysis,
    prompt=st.text(min_size=1),
    title=words,
    subject=words,
    setting=words,
    style=st.lists(words, max_size=3).map(tuple),
    colours=st.lists(words, max_size=3).map(tuple),
    negative=words,
)
embeddeds = st.builds(
    EmbeddedPrompt,
    tool=words,
    prompt=st.text(min_size=1),
    negative=words,
    settings=st.dictionaries(words, words, max_size=3),
)
ratios = st.one_of(
    st.none(), st.tuples(st.integers(1, 9999), st.integers(1, 9999)).map(lambda r: f"{r[0]}:{r[1]}")
)


@given(analyses, ratios)
def test_any_look_gives_every_mode(analysis: Analysis, ratio: str | None) -> None:
    prompts = render_analysis(analysis, ratio)
    assert set(prompts) == {"general", "stable-diffusion", "json"}
    assert prompts["general"].prompt == analysis.prompt
    assert json.loads(prompts["json"].prompt)["prompt"] == analysis.prompt
    assert not re.search(r"(?<!\\)[()\[\]]", prompts["stable-diffusion"].prompt)
    size = prompts["stable-diffusion"].parameters.get("Size")
    assert (size is None) == (ratio is None)


@given(embeddeds, ratios)
def test_any_embedded_prompt_gives_every_mode(embedded: EmbeddedPrompt, ratio: str | None) -> None:
    prompts = render_embedded(embedded, ratio)
    assert prompts["stable-diffusion"].prompt == embedded.prompt
    assert prompts["stable-diffusion"].negative == embedded.negative
    assert prompts["stable-diffusion"].parameters == embedded.settings
    json.loads(prompts["json"].prompt)
    assert len(tags_of(embedded)) <= 40


WEIGHTS = [
    ("a (cat:1.2), [dog]", "a cat, dog"),
    ("((cat)), {sky}", "cat, sky"),
    (r"smile \(happy\)", "smile (happy)"),
    ("cat <lora:add_detail:0.8>, dog", "cat, dog"),
    ("cat BREAK dog", "cat, dog"),
    ("cat,\n\ndog, cat,", "cat, dog"),
    ("[cat:dog:0.5]", "cat:dog"),
    ("ratio 16:9 at 10:30", "ratio 16:9 at 10:30"),
    (":) a face", ": a face"),
]


@pytest.mark.parametrize(("raw", "plain"), WEIGHTS)
def test_the_marks_of_webui_are_taken_out(raw: str, plain: str) -> None:
    assert without_weights(raw) == plain


def test_the_nearest_size_of_the_model_is_said() -> None:
    analysis = Analysis(prompt="p", title="t")
    sizes = {
        ratio: render_analysis(analysis, ratio)["stable-diffusion"].parameters["Size"]
        for ratio in ("1:1", "3:2", "2:3", "16:9", "9:16", "21:9")
    }
    assert sizes == {
        "1:1": "1024x1024", "3:2": "1216x832", "2:3": "832x1216", "16:9": "1344x768",
        "9:16": "768x1344", "21:9": "1536x640",
    }  # fmt: skip


def test_tags_of_an_embedded_prompt_are_its_phrases() -> None:
    embedded = EmbeddedPrompt("t", f"a cat, (blue sky:1.1), {'long ' * 20}, a cat", "")
    assert tags_of(embedded) == [
        Tag(name="a cat", category="other"),
        Tag(name="blue sky", category="other"),
    ]
