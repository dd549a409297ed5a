"""Every mode from any look and from any embedded prompt."""

import json
import re
import time

import pytest
from hypothesis import given

from server.domain.analysis import Analysis, Tag
from server.domain.embedded import EmbeddedPrompt
from server.modes import render
from server.modes.embedded_tags import tags_of
from server.modes.phrases import without_weights
from server.modes.render import catalogue, render_analysis, render_embedded
from tests.modes.looks import analyses, embeddeds, ratios
from tests.modes.valid import TARGETS
from tests.support.children import ROOT


@given(analyses, ratios)
def test_any_look_gives_what_each_target_takes(analysis: Analysis, ratio: str | None) -> None:
    prompts = render_analysis(analysis, ratio)
    assert [name for name, valid in TARGETS.items() if not valid(prompts[name])] == []
    assert set(prompts) == set(TARGETS)
    if analysis.prompt.strip():
        assert prompts["general"].prompt == analysis.prompt.strip()
    assert prompts["midjourney"].parameters.get("--ar") == ratio
    assert ("Size" in prompts["stable-diffusion"].parameters) == (ratio is not None)


@given(embeddeds, ratios)
def test_any_embedded_prompt_gives_what_each_target_takes(
    embedded: EmbeddedPrompt, ratio: str | None
) -> None:
    prompts = render_embedded(embedded, ratio)
    raw = prompts.pop("stable-diffusion")
    assert (raw.prompt, raw.negative) == (embedded.prompt, embedded.negative)
    assert raw.parameters == embedded.settings
    assert [name for name, prompt in prompts.items() if not TARGETS[name](prompt)] == []
    assert len(tags_of(embedded)) <= 40


@given(analyses, embeddeds)
def test_a_negative_is_given_beside_where_the_catalogue_says_so(
    analysis: Analysis, embedded: EmbeddedPrompt
) -> None:
    has_one = {mode.id: mode.has_negative for mode in catalogue()}
    for prompts in (render_analysis(analysis, None), render_embedded(embedded, None)):
        assert {name: each.negative is not None for name, each in prompts.items()} == has_one


def test_the_catalogue_is_in_the_order_of_the_page() -> None:
    page = (ROOT / "server/api/static/modes.js").read_text()
    names = re.search(r"const NAMES = \{(.*?)\};", page, re.DOTALL)
    assert names
    shown = dict(re.findall(r'"?([\w-]+)"?: "([^"]+)"', names[1]))
    assert [(mode.id, mode.label) for mode in catalogue()] == list(shown.items())
    assert list(shown) == list(render_analysis(Analysis(prompt="p", title="t"), None))


def test_every_mode_says_its_version_and_target() -> None:
    assert all(mode.version and mode.target for mode in catalogue())
    assert render.VERSION == "2"


WEIGHTS = [
    ("a (cat:1.2), [dog]", "a cat, dog"),
    ("((cat)), {sky}", "cat, sky"),
    (r"smile \(happy\)", "smile (happy)"),
    ("cat <lora:add_detail:0.8>, dog", "cat, dog"),
    ("cat BREAK dog", "cat, dog"),
    ("cat,\n\ndog, cat,", "cat, dog"),
    ("[cat:dog:0.5], [:hat:0.2], [sky:0.7]", "cat, dog, hat, sky"),
    ("[cow|horse] in a field", "cow, horse in a field"),
    ("2girls ADDCOMM red hair ADDBASE", "2girls, red hair"),
    ("lowres, embedding:Easy.v1-2, blurry", "lowres, blurry"),
    ("ratio 16:9 at 10:30", "ratio 16:9 at 10:30"),
    (":) a face", ": a face"),
    ("1,000 birds,2 cats，a dog", "1,000 birds, 2 cats, a dog"),
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


def test_json_holds_what_was_seen_and_nothing_else() -> None:
    embedded = EmbeddedPrompt("t", "a (cat:1.2)", "", settings={"Steps": "20"})
    fields = json.loads(render_embedded(embedded, "3:2")["json"].prompt)
    assert fields == {"prompt": "a cat", "aspect_ratio": "3:2", "settings": {"Steps": "20"}}


@pytest.mark.parametrize(
    "piece", ["a, ", "(a:1.2) ", "<lora:x:", "\\(", "-", "::1", "a. ", "a", "{a", "_", "，", " \n"]
)
def test_no_prompt_takes_long(piece: str) -> None:
    long = piece * (64_000 // len(piece))
    look = Analysis(prompt=long, title="t", subject=long, negative=long, text_in_image=(long,))
    began = time.process_time()
    render_embedded(EmbeddedPrompt("t", long, long), "3:2")
    render_analysis(look, "3:2")
    assert time.process_time() - began < 1
