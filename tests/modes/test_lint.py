"""Each linter before the targets' own documentation: what it shows as good, and as wrong."""

import pytest

from server.modes.lint import lint
from server.modes.targets import RULES, TARGETS

MIDJOURNEY = "https://docs.midjourney.com/hc/en-us/articles/"
PARAMETERS = f"{MIDJOURNEY}32859204029709-Parameter-List"
RATIO = f"{MIDJOURNEY}31894244298125-Aspect-Ratio"
VERSION = f"{MIDJOURNEY}32199405667853-Version"
RAW = f"{MIDJOURNEY}32634113811853-Raw"
MULTI = f"{MIDJOURNEY}32658968492557-Multi-Prompts-Weights"
BASICS = f"{MIDJOURNEY}32023408776205-Prompt-Basics"
NO = f"{MIDJOURNEY}32173351982093-No"
WEBUI = "https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/Features"
BFL = "https://docs.bfl.ai/guides/"
OPENAI = (
    "https://developers.openai.com/cookbook/examples/multimodal/image-gen-models-prompting-guide"
)
GOOGLE = "https://ai.google.dev/gemini-api/docs/image-generation"
CARD = "https://huggingface.co/Laxhar/noobai-XL-1.0"
BOORU = "https://danbooru.donmai.us/wiki_pages/help:tags"
TALK = "https://github.com/photoprism/photoprism-vision/issues/11"
RFC = "https://www.rfc-editor.org/rfc/rfc8259"

ROWS = {
    "midjourney": [
        ("California poppies --ar 2:3", "", PARAMETERS),
        ("California poppies", "", PARAMETERS),
        ("California poppies--ar 2:3", "spacing", PARAMETERS),
        ("California poppies - - ar 2:3", "spacing", PARAMETERS),
        ("California poppies --ar 2:3,", "punctuation", PARAMETERS),
        ("California --ar 2:3 poppies", "value", PARAMETERS),
        ("California poppies --ar2:3", "spacing", PARAMETERS),
        ("California poppies —ar 2:3", "spacing", PARAMETERS),
        ("poppies --poster 2", "unknown", PARAMETERS),
        ("poppies --chaos 100 --stylize 1000 --weird 3000", "", PARAMETERS),
        ("poppies --chaos 101", "range", f"{MIDJOURNEY}32099348346765-Chaos-Variety"),
        ("poppies --s 1001", "range", f"{MIDJOURNEY}32196176868109-Stylize"),
        ("poppies --w 3001", "range", f"{MIDJOURNEY}32390120435085-Weird"),
        ("poppies --seed 12345 --tile --repeat 4", "", PARAMETERS),
        ("poppies --s 50 --stylize 60", "repeated", PARAMETERS),
        ("--ar 2:3", "empty", PARAMETERS),
        ("poppies --ar 1920:1080", "", RATIO),
        ("poppies --aspect 85:110", "", RATIO),
        ("poppies --ar 1.39:1", "value", RATIO),
        ("poppies --ar 15:1", "range", RATIO),
        ("poppies --raw --v 8.2", "", RAW),
        ("poppies --style raw --v 8.2", "model", RAW),
        ("poppies --style raw --v 7", "", RAW),
        ("poppies --v 8.1 --hd", "", VERSION),
        ("poppies --v 9", "model", VERSION),
        ("poppies --v latest", "model", VERSION),
        ("poppies --niji 7", "", VERSION),
        ("poppies --q 2", "model", VERSION),
        ("poppies --q 2 --v 7", "", VERSION),
        ("poppies --turbo --v 8.2", "model", VERSION),
        ("poppies --oref https://a.test/b.png --v 8.2", "model", VERSION),
        ("poppies --oref https://a.test/b.png --v 7 --ow 400", "", VERSION),
        ("poppies --cref https://a.test/b.png --v 6.1", "", VERSION),
        ("https://a.test/b.png poppies --iw 2", "", VERSION),
        ("poppies https://a.test/b.png", "address", VERSION),
        ("space::2 ship --v 6.1", "", MULTI),
        ("space::2 ship --v 7", "multi_prompt", MULTI),
        ("space:: ship", "multi_prompt", MULTI),
        ("a {red, green} bird", "permutation", PARAMETERS),
        ("a party --no cake, candles", "", NO),
        ("a party, no cake", "negated", BASICS),
        ('a sign that reads "OPEN"', "", BASICS),
        ('a sign that reads "OPEN', "quotes", BASICS),
    ],
    "stable-diffusion": [
        ("a ((word)), a [word], a (word:1.5), a (word:0.25)", "", WEBUI),
        (r"anime_\(character\)", "", WEBUI),
        ("a [landscape:harbour:0.5], [cow|horse] in a field", "", WEBUI),
        ("one BREAK two, <lora:ink:0.8>", "", WEBUI),
        ("a (((farm)), daytime", "brackets", WEBUI),
        ("a farm), daytime", "brackets", WEBUI),
        ("a (farm [in rain)]", "brackets", WEBUI),
        (r"a smile :\)", "", WEBUI),
        ("a smile :)", "brackets", WEBUI),
        ("a {word}", "braces", WEBUI),
        ("a (word:12)", "heavy", WEBUI),
        ("a clock (10:30)", "", WEBUI),
        ("a (), farm", "nothing", WEBUI),
        ("farm, <lora:ink:0.8", "unclosed", WEBUI),
        ("a farm --ar 3:2", "flag", WEBUI),
        ("cat " * 75, "", WEBUI),
        ("cat " * 76, "chunks", WEBUI),
        ("cat " * 75 + "BREAK" + " cat" * 75, "", WEBUI),
        ("  ", "empty", WEBUI),
    ],
    "flux": [
        ("A vase whose colour runs from #02eb3c to #edfa3c.", "", f"{BFL}prompting_guide_flux2"),
        ("A phone on dark glass, 'Ultra-strong' as headline.", "", f"{BFL}prompting_guide_flux2"),
        ("A woman, no glasses, no hat", "negation", f"{BFL}prompting_unified_technical"),
        ("A woman, bareheaded, her eyes clear", "", f"{BFL}prompting_unified_technical"),
        ("word " * 300, "", f"{BFL}prompting_unified_building"),
        ("word " * 301, "long", f"{BFL}prompting_unified_building"),
        ("风" * 600, "", f"{BFL}prompting_unified_building"),
        ("A (red:1.3) vase", "weight", f"{BFL}prompting_guide_flux2"),
        ("A clock at (10:30)", "", f"{BFL}prompting_guide_flux2"),
        ("A vase --ar 16:9", "flag", f"{BFL}prompting_guide_flux2"),
        ("A well-lit vase -- and a cup", "", f"{BFL}prompting_guide_flux2"),
    ],
    "gpt-image": [
        ('A poster.\nText: "FRESH BREAD" in a bold serif.', "", OPENAI),
        ("A street at night. Constraints: no watermark, no extra text.", "", OPENAI),
        ('A shop sign that reads "--ar 2:3"', "", OPENAI),
        ("A street::2 at night", "parts", OPENAI),
        ("A street, <lora:neon:0.7>", "network", OPENAI),
        ("A street\n**Style**: film", "markdown", OPENAI),
    ],
    "nano-banana": [
        ("A small cafe at dusk. Lamps glow on pale wood.", "", GOOGLE),
        ("cafe, cozy, warm lighting, minimalist", "keywords", GOOGLE),
        ("A street at dusk, no cars", "negation", GOOGLE),
        ("An empty street with no sign of traffic.", "", GOOGLE),
        ("Make a picture of this scene: cafe, dusk, rain, lamps.", "", GOOGLE),
    ],
    "anime-tags": [
        ("masterpiece, best quality, newest, absurdres, highres, safe, 1girl", "", CARD),
        ("1girl, solo, red coat, rain", "", CARD),
        ("2girls, 1boy, city", "", CARD),
        ("red coat, 1girl", "order", CARD),
        ("masterpiece, 1girl, city, best quality", "", CARD),
        (r"1girl, mage \(game\)", "", CARD),
        ("1girl, mage (game)", "emphasis", CARD),
        ("1girl, (rain:1.2)", "emphasis", CARD),
        ("1girl, long_hair", "underscore", CARD),
        ("1girl, ^_^, o_o, score_9", "", BOORU),
        ("1Girl", "case", BOORU),
        ("1girl,rain", "separator", BOORU),
        ("1girl, , rain", "separator", BOORU),
        ("1girl，rain", "separator", BOORU),
        ("1girl, rain, rain", "repeated", BOORU),
        ("1girl, -hat", "name", BOORU),
        ("1girl, ~hat", "name", BOORU),
        ("1girl, ha*t", "name", BOORU),
        ("a girl stands in the rain. she smiles", "sentence", CARD),
        ("a girl in a red coat stands outside a bakery at dawn", "sentence", CARD),
        ("the legend of zelda: breath of the wild", "", BOORU),
        ("", "empty", BOORU),
    ],
    "general": [
        ("A red kite over a wheat field.", "", TALK),
        ("This image shows a red kite.", "preamble", TALK),
        ("The picture depicts a red kite.", "preamble", TALK),
        ("这张图片展示了一只风筝。", "preamble", TALK),
        ("Das Bild zeigt einen Drachen.", "preamble", TALK),
        ("La imagen muestra una cometa.", "preamble", TALK),
        ("L’image montre un cerf-volant.", "preamble", TALK),
        ("この画像は凧です。", "preamble", TALK),
        ("A picture of a kite that shows its tail.", "", TALK),
        ("A **red** kite", "markdown", TALK),
        ("# A red kite", "markdown", TALK),
        ("- a red kite", "markdown", TALK),
        ("A [red kite](https://a.test)", "markdown", TALK),
        ("A kite\u202e", "hidden", TALK),
        ("A kite #102030, the 2nd", "", TALK),
    ],
    "json": [
        ('{"prompt": "a kite", "style": ["ink"], "settings": {"Steps": "20"}}', "", RFC),
        ('{"prompt": "a kite"', "json", RFC),
        ('{"prompt": NaN}', "json", RFC),
        ('{"prompt": 1}', "json", RFC),
        ('{"prompt": ""}', "json", RFC),
        ('{"prompt": "a", "style": "ink"}', "json", RFC),
        ('{"prompt": "a", "mood": null}', "json", RFC),
        ('{"prompt": "a", "camera_angle": "low"}', "json", RFC),
        ('["a kite"]', "json", RFC),
    ],
}
CASES = [(target, *row) for target, rows in ROWS.items() for row in rows]


@pytest.mark.parametrize(("target", "text", "codes", "source"), CASES)
def test_a_linter_reads_as_the_documentation_does(
    target: str, text: str, codes: str, source: str
) -> None:
    found = [finding.code for finding in lint(target, text)]
    assert " ".join(sorted(set(found))) == codes, source


def test_a_negative_is_wrong_where_there_is_none_and_is_read_where_there_is_one() -> None:
    assert [f.code for f in lint("flux", "A kite.", "people")] == ["negative"]
    assert [f.code for f in lint("stable-diffusion", "a kite", "(people")] == ["brackets"]
    assert lint("anime-tags", "1girl", "bad hands, 2girls") == []


def test_every_rule_is_told_and_held_somewhere() -> None:
    shown = {code for _, _, codes, _ in CASES for code in codes.split()} | {"negative"}
    assert shown == set(RULES)
    assert all(rule.message.endswith(".") for rule in RULES.values())
    assert {code for row in TARGETS.values() for code in row.rules} <= set(RULES)
