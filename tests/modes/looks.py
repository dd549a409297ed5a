"""Looks and embedded prompts for the tests of the modes: any, and one of each kind."""

from typing import get_args

from hypothesis import strategies as st

from server.analysis import offline
from server.domain.analysis import Analysis, Category, Tag
from server.domain.embedded import EmbeddedPrompt
from server.domain.picture import Look

MARKS = (
    "--", "—", "::", "(a:1.2)", "\\(", "[", "{", "<lora:x:1>", "BREAK", ", ,", "...", "score_9",
    "long_hair", "^_^", "http://a", "，", "风筝", "1girl", "woman", '"', "\n", "--no", "- -",
    "no people", "without", "This image shows", "--ar 3:2", "--v 7", "--niji 6", "--raw", "**",
    "# ", "](", "AND", "|", "<lora:", ">", ":1.2)", "embedding:x", "#102030", "solo", "مرحبا",
    "\u202e", "👩\u200d🎨", "\x00", "\u200b", "“", "”", ";", "~", "*", "masterpiece", "0", "1,000",
    "e\u0301", "--q 2",
)  # fmt: skip
words = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=5)), max_size=30).map(" ".join),
    st.lists(st.sampled_from(MARKS), max_size=8).map("".join),
    st.tuples(st.sampled_from(MARKS), st.integers(1, 99)).map(lambda piece: piece[0] * piece[1]),
)
phrases = st.lists(words, max_size=3).map(tuple)
tags = st.builds(Tag, name=words, category=st.sampled_from(get_args(Category)))
analyses = st.builds(
    Analysis,
    prompt=st.one_of(words, st.lists(words, max_size=40).map(". ".join)),
    title=words,
    subject=words,
    setting=words,
    medium=words,
    style=phrases,
    lighting=words,
    composition=words,
    camera=words,
    colours=phrases,
    mood=words,
    text_in_image=phrases,
    tags=st.lists(tags, max_size=6).map(tuple),
    negative=words,
    language=st.sampled_from(["en", "en-GB", "zh-CN", "ja", "fr", ""]),
    sexual=st.sampled_from(["none", "suggestive"]),
    instruction_text=st.booleans(),
)
embeddeds = st.builds(
    EmbeddedPrompt,
    tool=words,
    prompt=st.one_of(words, st.lists(words, max_size=40).map(", ".join)).filter(str.strip),
    negative=words,
    settings=st.dictionaries(words, words, max_size=3),
)
palettes = st.lists(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True), max_size=5)
ratios = st.one_of(
    st.none(), st.tuples(st.integers(1, 9999), st.integers(1, 9999)).map(lambda r: f"{r[0]}:{r[1]}")
)

BAKERY = Analysis(
    prompt=(
        "A young woman in a red wool coat leans on a bicycle outside a corner bakery at dawn. "
        "Steam drifts from the open door and the wet cobbles mirror the lamps. "
        "The camera stands low, close to the front wheel."
    ),
    title="Dawn at the bakery",
    subject="young woman in a red wool coat \\(long hair), leaning on a bicycle",
    setting="cobbled street outside a corner bakery",
    medium="photograph",
    style=("documentary", "muted film look"),
    lighting="warm lamps against blue dawn",
    composition="low camera, bicycle wheel in the foreground",
    camera="35 mm lens",
    colours=("red", "amber", "slate blue"),
    mood="quiet anticipation",
    text_in_image=("PAIN & CIE", "06:30"),
    tags=(
        Tag(name="photograph", category="medium"),
        Tag(name="Red_Coat", category="subject"),
        Tag(name="steam", category="other"),
        Tag(name="woman", category="subject"),
        Tag(name="street lamps", category="lighting"),
        Tag(name="low angle", category="composition"),
    ),
    negative="crowd, cars",
)
KITE = Analysis(
    prompt="一只红色的纸风筝飞过麦田，天空很淡。",
    title="风筝",
    subject="red paper kite",
    setting="wheat field",
    lighting="noon sun",
    text_in_image=("OPEN",),
    negative="people",
    language="zh-CN",
)
THIN = offline.describe(
    Look(
        palette=("#102030", "#405060"),
        brightness=0.2,
        contrast=0.1,
        saturation=0.2,
        warmth=0.4,
        detail=0.3,
        focus="even",
    ),
    "3:2",
)
DRAWN = EmbeddedPrompt(
    tool="sd-webui",
    prompt=(
        "score_9, masterpiece, best quality, 1girl, Long_Hair, (night sky:1.3),\n"
        "mage \\(game\\), ^_^ BREAK <lora:ink:0.8> [ink wash]"
    ),
    negative="(lowres:1.4), bad hands,",
    settings={"Steps": "20", "Size": "832x1216"},
)
