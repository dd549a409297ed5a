"""What each target is told of a rich look, a thin one and an embedded prompt, word for word."""

import pytest

from server.domain.analysis import Analysis, Tag
from server.domain.embedded import EmbeddedPrompt
from server.modes.render import render_analysis, render_embedded
from tests.modes.looks import BAKERY, DRAWN, KITE, THIN

QUALITY = "masterpiece, best quality, newest, absurdres, highres, safe, "
PUBLISHED = (
    "nsfw, worst quality, old, early, low quality, lowres, signature, username, logo, bad hands, "
    "mutated hands"
)
OF_PEOPLE = ", mammal, anthro, furry, ambiguous form, feral, semi-anthro"
KEEP_OUT = "There is no negative prompt here. What to keep out: {}."

SEEN = {
    "general": BAKERY.prompt,
    "midjourney": (
        "young woman in a red wool coat (long hair), leaning on a bicycle, "
        "cobbled street outside a corner bakery, photograph, documentary, muted film look, "
        "warm lamps against blue dawn, low camera, bicycle wheel in the foreground, 35 mm lens, "
        'red, amber, slate blue, quiet anticipation, text "PAIN & CIE", text "06:30" '
        "--ar 3:2 --v 8.2 --raw --no crowd, cars"
    ),
    "stable-diffusion": (
        r"young woman in a red wool coat \(long hair\), leaning on a bicycle, "
        "cobbled street outside a corner bakery, photograph, documentary, muted film look, "
        "warm lamps against blue dawn, low camera, bicycle wheel in the foreground, 35 mm lens, "
        "red, amber, slate blue"
    ),
    "flux": BAKERY.prompt + ' The text in the picture reads "PAIN & CIE", "06:30".',
    "gpt-image": (
        BAKERY.prompt + '\nThe text in the picture reads "PAIN & CIE", "06:30".\n'
        "Medium: photograph.\n"
        "Style: documentary, muted film look.\n"
        "Composition: low camera, bicycle wheel in the foreground.\n"
        "Lighting: warm lamps against blue dawn.\n"
        "Colours: red, amber, slate blue.\n"
        "Keep out: crowd, cars.\n"
        "Format: 3:2."
    ),
    "nano-banana": (
        BAKERY.prompt + ' The text in the picture reads "PAIN & CIE", "06:30". '
        "The medium is photograph. The style is documentary, muted film look. "
        "The lighting is warm lamps against blue dawn. "
        "The view is low camera, bicycle wheel in the foreground. The mood is quiet anticipation. "
        "Format: 3:2."
    ),
    "anime-tags": QUALITY + "1girl, red coat, steam, low angle, street lamps, photograph",
}
SEEN_IN_CHINESE = {
    "general": KITE.prompt,
    "midjourney": 'red paper kite, wheat field, noon sun, text "OPEN" --v 8.2 --no people',
    "stable-diffusion": "red paper kite, wheat field, noon sun",
    "flux": KITE.prompt + ' 画面中的文字："OPEN"。',
    "gpt-image": KITE.prompt + '\n画面中的文字："OPEN"。',
    "nano-banana": KITE.prompt + ' 画面中的文字："OPEN"。',
    "anime-tags": QUALITY + "red paper kite, wheat field, noon sun",
}
MEASURED = {
    "general": THIN.prompt,
    "midjourney": (
        "dark, low contrast, landscape format, evenly spread detail, restrained, "
        "cool colours --ar 3:2 --v 8.2"
    ),
    "flux": THIN.prompt,
    "gpt-image": THIN.prompt,
    "nano-banana": THIN.prompt,
}
STATED = {
    "general": (
        "score_9, masterpiece, best quality, 1girl, Long_Hair, night sky, "
        "mage (game), ^_^, ink wash"
    ),
    "midjourney": (
        "1girl, Long Hair, night sky, mage (game), ^_^, ink wash --ar 13:19 --v 8.2 --no bad hands"
    ),
    "stable-diffusion": DRAWN.prompt,
    "flux": "1girl, Long Hair, night sky, mage (game), ^_^, ink wash.",
    "gpt-image": "1girl, Long Hair, night sky, mage (game), ^_^, ink wash.",
    "nano-banana": (
        "Make a picture of this scene: 1girl, Long Hair, night sky, mage (game), ^_^, ink wash."
    ),
    "anime-tags": (
        "score_9, masterpiece, best quality, 1girl, long hair, night sky, "
        r"mage \(game\), ^_^, ink wash"
    ),
}


@pytest.mark.parametrize(
    ("look", "ratio", "golden"),
    [(BAKERY, "3:2", SEEN), (KITE, None, SEEN_IN_CHINESE), (THIN, "3:2", MEASURED)],
)
def test_a_look_is_said_for_each_target(
    look: Analysis, ratio: str | None, golden: dict[str, str]
) -> None:
    prompts = render_analysis(look, ratio)
    assert {name: prompts[name].prompt for name in golden} == golden


def test_an_embedded_prompt_is_said_for_each_target() -> None:
    prompts = render_embedded(DRAWN, "13:19")
    assert {name: prompts[name].prompt for name in STATED} == STATED


def test_what_to_keep_out_is_said_where_each_target_takes_it() -> None:
    seen, stated = render_analysis(BAKERY, None), render_embedded(DRAWN, None)
    assert seen["general"].negative == seen["stable-diffusion"].negative == "crowd, cars"
    assert seen["anime-tags"].negative == PUBLISHED + OF_PEOPLE + ", crowd, cars"
    assert stated["anime-tags"].negative == stated["general"].negative == "lowres, bad hands"
    assert stated["stable-diffusion"].negative == DRAWN.negative
    for name in ("flux", "nano-banana"):
        assert seen[name].notes == [KEEP_OUT.format("crowd, cars")]
    for name in ("flux", "gpt-image", "nano-banana"):
        assert stated[name].notes == [KEEP_OUT.format("bad hands")]
    assert seen["gpt-image"].notes == seen["midjourney"].notes == []


def test_animals_are_kept_out_only_where_people_are_counted() -> None:
    girl = render_embedded(EmbeddedPrompt("t", "1girl, cat", ""), None)["anime-tags"]
    cat = render_analysis(Analysis(prompt="p", title="t", subject="cat"), None)["anime-tags"]
    assert (girl.negative, cat.negative) == (PUBLISHED + OF_PEOPLE, PUBLISHED)


def test_what_only_anime_models_know_is_not_kept_out_elsewhere() -> None:
    prompts = render_embedded(
        EmbeddedPrompt("t", "a cat", "score_4, bad_anatomy, (worst quality:1.4)"), None
    )
    assert prompts["midjourney"].parameters["--no"] == "bad anatomy"
    assert prompts["flux"].notes == [KEEP_OUT.format("bad anatomy")]
    assert prompts["general"].negative == "score_4, bad_anatomy, worst quality"


def test_a_file_without_negative_gets_the_published_one_for_anime_models_alone() -> None:
    prompts = render_embedded(EmbeddedPrompt("t", "a cat", ""), None)
    assert prompts["anime-tags"].negative == PUBLISHED
    assert prompts["stable-diffusion"].negative == prompts["general"].negative == ""
    assert "--no" not in prompts["midjourney"].prompt
    assert not any(prompt.notes for prompt in prompts.values())


@pytest.mark.parametrize("raw", ["<lora:ink:1>", "[]", ", BREAK ,", "\\"])
def test_a_file_that_says_not_a_word_still_gives_prompts(raw: str) -> None:
    prompts = render_embedded(EmbeddedPrompt("t", raw, ""), None)
    assert prompts.pop("stable-diffusion").prompt == raw
    assert {name: prompt.prompt for name, prompt in prompts.items()} == {
        "general": "untitled picture",
        "midjourney": "untitled picture --v 8.2",
        "flux": "Untitled picture.",
        "gpt-image": "Untitled picture.",
        "nano-banana": "Make a picture of this scene: untitled picture.",
        "anime-tags": QUALITY.strip(" ,"),
        "json": '{\n  "prompt": "untitled picture"\n}',
    }


def test_words_of_quality_are_kept_where_nothing_else_is_said() -> None:
    prompts = render_embedded(EmbeddedPrompt("t", "Masterpiece, best quality", ""), None)
    assert prompts["flux"].prompt == "Masterpiece, best quality."


def test_tags_stand_in_for_fields_that_are_empty() -> None:
    look = KITE.model_copy(
        update={"subject": "", "setting": "", "lighting": "", "tags": BAKERY.tags[:2]}
    )
    prompts = render_analysis(look, None)
    assert prompts["midjourney"].prompt == ('photograph, Red Coat, text "OPEN" --v 8.2 --no people')
    assert prompts["stable-diffusion"].prompt == "photograph, Red Coat"


SENTENCES = [
    ("en", "a cat,", "A cat."),
    ("en", "Really?", "Really?"),
    ("en", ",", "Untitled picture."),
    ("zh-CN", "一只猫", "一只猫。"),
    ("ja", "猫", "猫。"),
    ("fr", "un chat", "Un chat."),
]


@pytest.mark.parametrize(("language", "prompt", "said"), SENTENCES)
def test_prose_is_whole_sentences(language: str, prompt: str, said: str) -> None:
    look = Analysis(prompt=prompt, title="t", language=language)
    assert render_analysis(look, None)["nano-banana"].prompt == said


def test_details_join_in_where_they_are_news_and_fit() -> None:
    look = Analysis(prompt="Noon sun on wheat.", title="t", lighting="noon sun", mood="calm")
    assert render_analysis(look, None)["flux"].prompt == "Noon sun on wheat. The mood is calm."
    long = look.model_copy(update={"mood": " ".join(f"word{n}" for n in range(90))})
    assert render_analysis(long, None)["flux"].prompt == "Noon sun on wheat."


def test_an_exact_text_is_kept_where_the_prose_must_be_cut() -> None:
    look = Analysis(prompt="One more thing is seen. " * 60, title="t", text_in_image=("OPEN",))
    said = render_analysis(look, None)["flux"].prompt
    assert said.endswith('seen. The text in the picture reads "OPEN".')
    assert len(said.split()) <= 80


def test_what_was_cut_leaves_room_for_the_medium_and_the_light() -> None:
    look = BAKERY.model_copy(
        update={"prompt": BAKERY.prompt + f" {'A b c d e f ' * 8}g.", "text_in_image": ()}
    )
    assert render_analysis(look, None)["flux"].prompt == BAKERY.prompt + (
        " The medium is photograph. The style is documentary, muted film look."
        " The lighting is warm lamps against blue dawn."
        " The view is low camera, bicycle wheel in the foreground. The mood is quiet anticipation."
    )


def test_two_signs_of_chinese_are_a_word() -> None:
    look = KITE.model_copy(update={"prompt": "麦田上有风筝。" * 22, "text_in_image": ()})
    assert render_analysis(look, None)["flux"].prompt == look.prompt


def test_midjourney_is_told_of_twelve_things_to_keep_out() -> None:
    negative = ", ".join(f"thing {n}" for n in range(20))
    look = Analysis(prompt="p", title="t", negative=negative)
    unwanted = render_analysis(look, None)["midjourney"].parameters["--no"]
    assert unwanted == negative[: negative.index(", thing 12")]


NOT_SYNTAX = [
    ("a cat --ar 1:1", "a cat"),
    ("a cat --no dogs", "a cat"),
    ("hot dog::2 bun", "hot dog, bun"),
    ("a dusk — quiet", "a dusk, quiet"),
    ("a {red, blue} bird", "a, red, blue, bird"),
    ("see https://example.test/a.png here", "see, here"),
    ("::", "p, t"),
    ("-{-", "untitled picture"),
    ('a 24" wheel', "a 24' wheel"),
    ("a well-lit t-shirt, 1990-2000", "a well-lit t-shirt, 1990-2000"),
]


@pytest.mark.parametrize(("subject", "words"), NOT_SYNTAX)
def test_no_word_is_syntax_to_midjourney(subject: str, words: str) -> None:
    look = Analysis(prompt="p", title="t", subject=subject)
    assert render_analysis(look, None)["midjourney"].prompt == f"{words} --v 8.2"


def test_few_words_are_filled_up_with_tags_that_are_news() -> None:
    tags = tuple(Tag(name=name, category="other") for name in ("red kite", "windy day"))
    look = Analysis(prompt="p", title="t", subject="red paper kite", tags=tags)
    assert render_analysis(look, None)["midjourney"].prompt == "red paper kite, windy day --v 8.2"
    enough = look.model_copy(update={"setting": "a field of wheat " * 8})
    assert "windy" not in render_analysis(enough, None)["midjourney"].prompt


def test_what_is_too_long_is_cut_and_said_to_be() -> None:
    shortened = "Shortened for this target; the general prompt holds all of it."
    file = EmbeddedPrompt("t", ", ".join(f"thing {n}" for n in range(200)), "")
    look = Analysis(prompt="One more thing is seen. " * 60, title="t", subject="thing " * 90)
    for prompts in (render_embedded(file, None), render_analysis(look, None)):
        words = {name: len(prompts[name].prompt.split()) for name in ("flux", "nano-banana")}
        assert 75 <= words["flux"] <= 80
        assert 145 <= words["nano-banana"] <= 150
        assert len(prompts["midjourney"].prompt.split()) == 62
        for name in ("midjourney", "flux", "gpt-image", "nano-banana"):
            assert prompts[name].notes == [shortened]
        assert prompts["general"].notes == []
    assert render_embedded(file, None)["general"].prompt == file.prompt


QUOTED = [
    (("OPEN",), 'Sign. The text in the picture reads "OPEN".'),
    (("OPEN", "OPEN", "  "), 'Sign. The text in the picture reads "OPEN".'),
    (('say "hi"',), 'Sign. The text in the picture reads “say "hi"”.'),
    (("24\nh",), 'Sign. The text in the picture reads "24 h".'),
    (("word " * 50, "OPEN"), 'Sign. The text in the picture reads "OPEN".'),
    ((), "Sign."),
]


@pytest.mark.parametrize(("texts", "said"), QUOTED)
def test_text_in_the_picture_is_quoted_exactly_or_not_at_all(
    texts: tuple[str, ...], said: str
) -> None:
    look = Analysis(prompt="sign", title="t", text_in_image=texts)
    assert render_analysis(look, None)["flux"].prompt == said


def test_text_that_the_prompt_quotes_is_not_said_twice() -> None:
    look = Analysis(prompt='A sign reads "OPEN".', title="t", text_in_image=("OPEN",))
    assert render_analysis(look, None)["nano-banana"].prompt == look.prompt


TAGS = [
    ("Blue_Eyes", "other", "blue eyes"),
    (">_<", "other", ">_<"),
    ("o_o", "other", "o_o"),
    ("score_8_up", "other", "score_8_up"),
    ("rating_safe", "other", "rating_safe"),
    ("Mage (Game)", "subject", r"mage \(game\)"),
    ("2girls", "mood", "2girls"),
    ("men", "subject", "multiple boys"),
    ("red, blue", "color", "red, blue"),
    ("Masterpiece", "other", ""),
]


@pytest.mark.parametrize(("name", "category", "tag"), TAGS)
def test_tags_are_written_as_anime_models_learn_them(name: str, category: str, tag: str) -> None:
    look = Analysis.model_validate(
        {"prompt": "p", "title": "t", "tags": [{"name": name, "category": category}]}
    )
    assert render_analysis(look, None)["anime-tags"].prompt == (QUALITY + tag).strip(" ,")


def test_people_are_counted_before_anything_else() -> None:
    tags = [("sunset", "mood"), ("city", "other"), ("solo", "other"), ("cat", "subject"),
            ("1girl", "technique")]  # fmt: skip
    look = Analysis.model_validate(
        {"prompt": "p", "title": "t", "tags": [{"name": n, "category": c} for n, c in tags]}
    )
    said = render_analysis(look, None)["anime-tags"].prompt
    assert said == QUALITY + "solo, 1girl, cat, city, sunset"
