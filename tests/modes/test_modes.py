"""Every mode from any look and from any embedded prompt."""

import json
import re
import time

import pytest
from hypothesis import given, settings

from server.domain.analysis import Analysis, Tag
from server.domain.embedded import EmbeddedPrompt
from server.domain.result import Prompt
from server.modes import render, targets
from server.modes.embedded_tags import tags_of
from server.modes.length import count
from server.modes.lint import lint
from server.modes.midjourney_parameters import VERSION, parted
from server.modes.render import catalogue, render_analysis, render_embedded
from server.modes.webui import without_weights
from tests.modes.looks import analyses, embeddeds, palettes, ratios
from tests.modes.valid import NORMAL_WORDS, TARGETS
from tests.support.children import ROOT

# What our rendering cannot avoid: a file's own words, and a rich text of two chunks.
SAID_IN_NOTES = {
    ("look", "stable-diffusion", "rich"): {"chunks"},
    ("file", "anime-tags", "normal"): {"sentence"},
    ("file", "anime-tags", "short"): {"sentence"},
    ("file", "anime-tags", "rich"): {"sentence"},
}


def texts(prompt: Prompt) -> dict[str, str]:
    return {"normal": prompt.prompt, **prompt.lengths.model_dump()}


def judge(kind: str, prompts: dict[str, Prompt]) -> None:
    """Every length is what the target takes, by two opinions, and none is longer than the next."""
    assert set(prompts) == set(TARGETS)
    for name, prompt in prompts.items():
        words = [count(text) for text in (prompt.lengths.short, prompt.prompt, prompt.lengths.rich)]
        assert words == sorted(words), (name, words)
        for length, text in texts(prompt).items():
            assert text.strip(), (name, length)
            assert TARGETS[name](text, prompt.negative), (name, length, text)
            wrong = {finding.code: finding for finding in lint(name, text, prompt.negative)}
            avoidable = wrong.keys() - SAID_IN_NOTES.get((kind, name, length), set())
            assert not avoidable, (name, length, text, prompt.negative)
            assert all(any(f.message in note for note in prompt.notes) for f in wrong.values())


def test_a_link_that_is_left_open_is_not_closed_by_the_words_after_it() -> None:
    analysis = Analysis(prompt="A kite [over](a field", title="Kite", negative="fog), rain")
    judge("look", render_analysis(analysis, "1:1"))


@settings(deadline=None)
@given(analyses, ratios, palettes)
def test_any_look_gives_what_each_target_takes(
    analysis: Analysis, ratio: str | None, palette: list[str]
) -> None:
    prompts = render_analysis(analysis, ratio, palette)
    judge("look", prompts)
    assert prompts == render_analysis(analysis, ratio, palette)
    signs = 2 if analysis.language[:2] in {"zh", "ja"} else 1
    assert all(count(prompts[name].prompt) <= signs * most for name, most in NORMAL_WORDS.items())
    assert prompts["midjourney"].parameters.get("--ar") in {ratio, None}
    assert ("Size" in prompts["stable-diffusion"].parameters) == (ratio is not None)


@settings(deadline=None)
@given(embeddeds, ratios)
def test_any_embedded_prompt_gives_what_each_target_takes(
    embedded: EmbeddedPrompt, ratio: str | None
) -> None:
    prompts = render_embedded(embedded, ratio)
    assert prompts == render_embedded(embedded, ratio)
    raw = prompts["stable-diffusion"]
    words, parameters = parted(embedded.prompt)
    assert raw.prompt == (words if words and parameters else embedded.prompt)
    assert (raw.negative, raw.parameters) == (embedded.negative, embedded.settings)
    for text in texts(raw).values():
        assert all(
            any(finding.message in note for note in raw.notes)
            for finding in lint("stable-diffusion", text, raw.negative)
        )
    tame = render_embedded(EmbeddedPrompt("t", "a cat", ""), None)["stable-diffusion"]
    judge("file", {**prompts, "stable-diffusion": tame})
    assert len(tags_of(embedded)) <= 40


@settings(deadline=None)
@given(embeddeds)
def test_what_was_said_plainly_is_said_again_as_it_is(embedded: EmbeddedPrompt) -> None:
    prompts = render_embedded(embedded, None)
    for name in ("general", "anime-tags"):
        said = prompts[name]
        if name == "general" and set(f"{said.prompt}{said.negative}") & set("()[]{}|"):
            continue  # a bracket that was escaped is a weight when it is read again
        again = render_embedded(EmbeddedPrompt("t", said.prompt, said.negative or ""), None)[name]
        assert (again.prompt, again.negative) == (said.prompt, said.negative)


@settings(deadline=None)
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
    assert render.VERSION == "3"
    assert [mode.version for mode in catalogue()] == ["3", *"2222222"]


def test_every_target_says_when_and_where_it_was_looked_up() -> None:
    for name, row in targets.TARGETS.items():
        assert row.as_of.year >= 2026
        assert row.source.startswith("https://") or name == "general"
    assert targets.TARGETS["midjourney"].target == f"Midjourney {VERSION}"


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


HEAVY = (
    "a, ", "(a:1.2) ", "<lora:x:", "\\(", "-", "::1", "a. ", "a", "{a", "_", "，", " \n", "(", "[",
    ":", ",", "--", "--no ", '"', "“", "no, ", "- ", "embedding:a", "<a:<a:x:1>", "1", "a:1",
    "This image shows ", "[a](b)", "*", "~", "风", "👩", "\u202e", "\x00", "(a", "--ar 1:1 ", ";",
)  # fmt: skip


@pytest.mark.parametrize("piece", HEAVY)
def test_no_prompt_takes_long(piece: str) -> None:
    long = piece * (100_000 // len(piece))
    look = Analysis(prompt=long, title="t", subject=long, negative=long, text_in_image=(long,))
    began = time.process_time()
    render_embedded(EmbeddedPrompt("t", long, long), "3:2")
    render_analysis(look, "3:2")
    assert time.process_time() - began < 2


@pytest.mark.parametrize("piece", HEAVY)
@pytest.mark.parametrize("target", list(TARGETS))
def test_no_linter_takes_long(piece: str, target: str) -> None:
    began = time.process_time()
    lint(target, piece * (100_000 // len(piece)), "")
    assert time.process_time() - began < 0.5


def test_a_whole_result_stays_small() -> None:
    phrase, prompt = "a phrase of quite usual length", "Some ninety words of prose. " * 18
    look = Analysis(
        prompt=prompt, title="t", negative=f"{phrase}, " * 6, text_in_image=(phrase,) * 8,
        style=tuple(f"{phrase} {n}" for n in range(8)), colours=tuple(f"c {n}" for n in range(8)),
        tags=tuple(Tag(name=f"some tag {n}", category="other") for n in range(24)),
        **dict.fromkeys(
            ("subject", "setting", "medium", "lighting", "composition", "camera", "mood"), phrase
        ),
    )  # fmt: skip
    said = {name: p.model_dump() for name, p in render_analysis(look, "3:2").items()}
    assert len(json.dumps(said).encode()) < 24_000
    longest = Analysis(
        prompt="word " * 400, title="t", negative="thing, " * 280, text_in_image=("x" * 300,) * 8,
        style=tuple(f"{n}" * 300 for n in range(8)), colours=tuple(f"{n}" * 300 for n in range(8)),
        tags=tuple(Tag(name=f"{n} " * 20, category="other") for n in range(24)),
        **dict.fromkeys(
            ("subject", "setting", "medium", "lighting", "composition", "camera", "mood"),
            "some words " * 27,
        ),
    )  # fmt: skip
    said = {name: p.model_dump() for name, p in render_analysis(longest, "3:2").items()}
    assert len(json.dumps(said).encode()) < 64_000
