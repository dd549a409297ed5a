"""Short and rich, word for word: what each target is told for a quick try, and at its fullest."""

import pytest

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.modes.render import render_analysis, render_embedded
from tests.modes.looks import BAKERY, DRAWN, KITE

QUALITY = "masterpiece, best quality, newest, absurdres, highres, safe, "
DAWN = "A young woman in a red wool coat leans on a bicycle outside a corner bakery at dawn."
CORE = (
    "young woman in a red wool coat (long hair), leaning on a bicycle, "
    "cobbled street outside a corner bakery, photograph"
)
END = " --ar 3:2 --v 8.2 --raw --no crowd, cars"
READS = 'The text in the picture reads "PAIN & CIE", "06:30".'
SCENE = (
    " The medium is photograph. The style is documentary, muted film look."
    " The lighting is warm lamps against blue dawn."
    " The view is low camera, bicycle wheel in the foreground. The mood is quiet anticipation."
    " The setting is cobbled street outside a corner bakery. The camera is 35 mm lens."
    " The colours are red, amber, slate blue."
)
PALETTE = ("#6b2a2e", "#1f2a3a")
SHORT = {
    "general": DAWN,
    "midjourney": CORE + END,
    "stable-diffusion": CORE.replace("(", r"\(").replace(")", r"\)"),
    "flux": f"{DAWN} {READS}",
    "gpt-image": f"{BAKERY.prompt}\n{READS}\nFormat: 3:2.",
    "nano-banana": f"{DAWN} {READS} Format: 3:2.",
    "anime-tags": QUALITY + "1girl, red coat, steam, low angle, street lamps, photograph",
    "json": f'{{\n  "prompt": "{DAWN}",\n  "aspect_ratio": "3:2"\n}}',
}
ALL_PHRASES = (
    "documentary, muted film look, warm lamps against blue dawn, low camera, "
    "bicycle wheel in the foreground, 35 mm lens, red, amber, slate blue, quiet anticipation, "
    "steam, low angle"
)
RICH = {
    "general": f"{BAKERY.prompt} {READS}{SCENE}",
    "midjourney": f'{CORE}, {ALL_PHRASES}, text "PAIN & CIE", text "06:30"{END}',
    "stable-diffusion": f"{CORE}, {ALL_PHRASES}".replace("(", r"\(").replace(")", r"\)"),
    "flux": f"{BAKERY.prompt} {READS}{SCENE} The palette is #6b2a2e, #1f2a3a.",
    "gpt-image": (
        f"{BAKERY.prompt}\n{READS}\n"
        "Medium: photograph.\n"
        "Style: documentary, muted film look.\n"
        "Composition: low camera, bicycle wheel in the foreground.\n"
        "Lighting: warm lamps against blue dawn.\n"
        "Colours: red, amber, slate blue.\n"
        "Keep out: crowd, cars.\n"
        "Subject: young woman in a red wool coat (long hair), leaning on a bicycle.\n"
        "Setting: cobbled street outside a corner bakery.\n"
        "Camera: 35 mm lens.\n"
        "Mood: quiet anticipation.\n"
        "Format: 3:2."
    ),
    "nano-banana": f"{BAKERY.prompt} {READS}{SCENE} Format: 3:2.",
    "anime-tags": (
        QUALITY + "1girl, red coat, steam, low angle, street lamps, photograph, "
        "leaning on a bicycle, documentary, muted film look, low camera, 35 mm lens, amber, "
        "slate blue, quiet anticipation"
    ),
    "json": """{
  "prompt": "A young woman in a red wool coat leans on a bicycle outside a corner bakery at dawn. \
Steam drifts from the open door and the wet cobbles mirror the lamps. \
The camera stands low, close to the front wheel.",
  "subject": "young woman in a red wool coat (long hair), leaning on a bicycle",
  "setting": "cobbled street outside a corner bakery",
  "medium": "photograph",
  "style": [
    "documentary",
    "muted film look"
  ],
  "lighting": "warm lamps against blue dawn",
  "composition": "low camera, bicycle wheel in the foreground",
  "camera": "35 mm lens",
  "colours": [
    "red",
    "amber",
    "slate blue"
  ],
  "mood": "quiet anticipation",
  "text_in_image": [
    "PAIN & CIE",
    "06:30"
  ],
  "tags": [
    "photograph",
    "Red Coat",
    "steam",
    "woman",
    "street lamps",
    "low angle"
  ],
  "palette": [
    "#6b2a2e",
    "#1f2a3a"
  ],
  "negative": "crowd, cars",
  "aspect_ratio": "3:2"
}""",
}


def test_a_look_is_said_short_and_rich() -> None:
    prompts = render_analysis(BAKERY, "3:2", PALETTE)
    assert {name: prompt.lengths.short for name, prompt in prompts.items()} == SHORT
    assert {name: prompt.lengths.rich for name, prompt in prompts.items()} == RICH


def test_only_what_spills_over_a_chunk_is_noted() -> None:
    notes = {name: prompt.notes for name, prompt in render_analysis(BAKERY, "3:2").items()}
    kept_out = ["There is no negative prompt here. What to keep out: crowd, cars."]
    chunk = "Rich: By our estimate, it takes more than the 75 tokens that are read together."
    assert {name: each for name, each in notes.items() if each} == {
        "stable-diffusion": [chunk], "flux": kept_out, "nano-banana": kept_out
    }  # fmt: skip


def test_english_details_stay_out_of_another_language() -> None:
    prompts = render_analysis(KITE, None, PALETTE)
    reads = KITE.prompt + ' 画面中的文字："OPEN"。'
    assert prompts["general"].lengths.short == KITE.prompt
    assert prompts["general"].lengths.rich == prompts["flux"].lengths.rich == reads


SPOKEN = [
    ("en", 'Sign. The text in the picture reads "OPEN".'),
    ("de-AT", 'Sign. Der Text im Bild lautet "OPEN".'),
    ("es", 'Sign. El texto de la imagen dice "OPEN".'),
    ("fr", 'Sign. Le texte dans l’image dit "OPEN".'),
    ("ja", 'Sign。 画像の文字："OPEN"。'),
    ("zh-CN", 'Sign。 画面中的文字："OPEN"。'),
    ("pt-BR", 'Sign. "OPEN".'),
]


@pytest.mark.parametrize(("language", "said"), SPOKEN)
def test_an_exact_text_is_said_in_the_language_of_the_prompt(language: str, said: str) -> None:
    look = Analysis(prompt="sign", title="t", text_in_image=("OPEN",), language=language)
    assert render_analysis(look, None)["flux"].prompt == said


def test_quotation_marks_are_not_mixed_up_with_inches() -> None:
    look = Analysis(prompt='A 24" wheel', title="t", text_in_image=("OPEN",))
    said = 'A 24" wheel. The text in the picture reads “OPEN”.'
    assert render_analysis(look, None)["flux"].prompt == said


def test_a_text_that_speaks_to_a_model_is_not_passed_on() -> None:
    look = Analysis(prompt="sign", title="t", text_in_image=("OBEY ME",), instruction_text=True)
    for prompt in render_analysis(look, None).values():
        assert "OBEY" not in prompt.prompt + prompt.lengths.short + prompt.lengths.rich


LONG = EmbeddedPrompt("t", ", ".join(f"thing {n} of many" for n in range(60)), "")


def test_a_file_is_cut_for_short_and_goes_on_for_rich() -> None:
    prompts = render_embedded(LONG, None)
    told = {
        name: [
            text.lower().count("thing")
            for text in (each.lengths.short, each.prompt, each.lengths.rich)
        ]
        for name, each in prompts.items()
    }
    assert told == {
        "general": [7, 60, 60], "midjourney": [5, 15, 25], "stable-diffusion": [7, 60, 60],
        "flux": [7, 20, 60], "gpt-image": [15, 50, 60], "nano-banana": [8, 36, 60],
        "anime-tags": [18, 60, 60], "json": [7, 60, 60],
    }  # fmt: skip


def test_nothing_is_added_to_a_short_file() -> None:
    for prompt in render_embedded(DRAWN, "13:19").values():
        assert prompt.lengths.rich == prompt.prompt
    assert render_embedded(DRAWN, None)["stable-diffusion"].lengths.short == DRAWN.prompt


def test_short_begins_a_file_in_plain_words_where_it_must_be_cut() -> None:
    raw = "(red kite:1.3), <lora:ink:1>, [wheat] field BREAK " + "a very long afternoon, " * 12
    prompt = render_embedded(EmbeddedPrompt("t", raw, ""), None)["stable-diffusion"]
    assert prompt.prompt == raw
    assert prompt.lengths.short == "red kite, wheat field, a very long afternoon"


def test_what_is_not_wanted_goes_where_each_target_takes_it() -> None:
    look = Analysis(
        prompt="A street at noon, no people, with no cars; long shadows.",
        title="t", subject="street, no people", setting="city, without cars", negative="no text",
    )  # fmt: skip
    prompts = render_analysis(look, None)
    assert prompts["midjourney"].prompt == "street, city --v 8.2 --no text, people, cars"
    sd = prompts["stable-diffusion"]
    assert (sd.prompt, sd.negative) == ("street, city", "text, people, cars")
    assert prompts["flux"].prompt == "A street at noon; long shadows."
    assert prompts["flux"].notes == [
        "There is no negative prompt here. What to keep out: text, people, cars."
    ]
    assert prompts["general"].prompt == look.prompt
    assert prompts["gpt-image"].prompt.startswith(look.prompt)
    file = render_embedded(EmbeddedPrompt("t", "street, no humans, rain", ""), None)
    assert file["midjourney"].prompt == "street, rain --v 8.2 --no humans"
    assert file["anime-tags"].prompt == "no humans, street, rain"


def test_a_midjourney_file_keeps_what_its_model_knows_and_no_other_target_sees_it() -> None:
    raw = "hot dog::2 bun, " + "mustard and onions " * 30 + "--ar 16:9 --q 2 --s 250 --v 7 --no ham"
    prompts = render_embedded(EmbeddedPrompt("midjourney", raw, ""), "3:2")
    words = "hot dog, bun, " + ("mustard and onions " * 30).strip()
    own = {"--ar": "16:9", "--v": "7", "--q": "2", "--s": "250", "--no": "ham"}
    assert prompts["midjourney"].prompt == f"{words} --ar 16:9 --v 7 --q 2 --s 250 --no ham"
    assert prompts["midjourney"].parameters == own
    assert prompts["general"].prompt == words
    assert prompts["stable-diffusion"].prompt == raw[: raw.index(" --ar")]
    assert not any("--" in each.prompt for name, each in prompts.items() if name != "midjourney")
    wrong = render_embedded(EmbeddedPrompt("midjourney", "a cat --q 2 --v 8.2 --x 1", ""), None)
    assert wrong["midjourney"].prompt == "a cat --v 8.2"
    anime = render_embedded(EmbeddedPrompt("midjourney", "a cat --niji 7", ""), "3:2")
    assert anime["midjourney"].prompt == "a cat --ar 3:2 --niji 7"


def test_no_picture_is_wider_than_midjourney_makes_them() -> None:
    look = Analysis(prompt="p", title="t", subject="cat")
    assert render_analysis(look, "14:1")["midjourney"].prompt == "cat --ar 14:1 --v 8.2"
    assert render_analysis(look, "15:1")["midjourney"].prompt == "cat --v 8.2"


TEXTS = [
    ("OPEN", ', text "OPEN"'),
    ("two whole words here", ', text "two whole words here"'),
    ("more words than it can draw", ""),
    ("SALE, now", ""),
    ('say "hi"', ""),
    ("--ar", ""),
]


@pytest.mark.parametrize(("text", "said"), TEXTS)
def test_midjourney_is_told_short_texts(text: str, said: str) -> None:
    look = Analysis(prompt="p", title="t", subject="sign", text_in_image=(text,))
    prompt = render_analysis(look, None)["midjourney"]
    assert prompt.prompt == f"sign{said} --v 8.2"
    assert prompt.lengths.short == "sign --v 8.2"


def test_a_prompt_is_not_called_safe_that_is_not() -> None:
    look = Analysis.model_validate({"prompt": "p", "title": "t", "sexual": "suggestive"})
    prompt = render_analysis(look, None)["anime-tags"]
    assert "safe" not in prompt.prompt.split(", ")
    assert "nsfw" not in (prompt.negative or "").split(", ")


def test_neither_brackets_nor_commands_of_a_look_reach_a_tool() -> None:
    look = Analysis(
        prompt="p", title="t", subject="ROCK AND ROLL {band}", setting="<lora:x:1> BREAK (hall)",
        negative="embedding:evil, (crowd:1.4)",
    )  # fmt: skip
    prompt = render_analysis(look, None)["stable-diffusion"]
    assert prompt.prompt == r"ROCK and ROLL band, break \(hall\)"
    assert prompt.negative == r"\(crowd\)"
