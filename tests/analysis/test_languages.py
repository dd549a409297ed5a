"""What a language is called, and which texts are in it: rows, then anything at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.analysis.languages import fits, guessed, named

PROSE = {
    "en": "A red paper kite climbs over the wheat field at noon, its tail drawn in a long curve.",
    "de": "Ein roter Papierdrachen steigt über dem Weizenfeld auf, der Schweif in einer Kurve.",
    "es": "Una cometa roja se eleva sobre el campo de trigo al sol, la cola curvada por el aire.",
    "fr": "Un cerf-volant rouge s'élève au-dessus du champ de blé, la queue dans une courbe.",
    "it": "Un aquilone rosso sale sopra il campo di grano, la coda in una lunga curva del vento.",
    "pt": "Uma pipa vermelha sobe sobre o campo de trigo ao meio-dia, com a cauda em uma curva.",
    "nl": "Een rode vlieger stijgt op boven het korenveld, de staart in een lange bocht.",
    "ja": "麦畑の上に赤い凧が舞い上がり、尾が長い弧を描いている。35mmレンズ、昼の光。",
    "zh-CN": "一只红色的纸风筝飞过麦田，尾巴划出长长的弧线，35mm 镜头，正午的阳光。",
    "ko": "빨간 종이 연이 밀밭 위로 날아오르고, 꼬리가 긴 곡선을 그린다. 35mm 렌즈.",
    "ru": "Красный бумажный змей поднимается над пшеничным полем, хвост изогнут дугой.",
    "ar": "طائرة ورقية حمراء ترتفع فوق حقل القمح وذيلها يرسم قوسا طويلا.",
    "hi": "गेहूँ के खेत के ऊपर एक लाल पतंग उड़ रही है।",
    "el": "Ένας κόκκινος χαρταετός πετά πάνω από το χωράφι.",
}


@pytest.mark.parametrize("asked", PROSE)
@pytest.mark.parametrize("spoken", PROSE)
def test_a_text_fits_its_own_language_alone(asked: str, spoken: str) -> None:
    assert fits(PROSE[spoken], asked) == (asked == spoken)


@pytest.mark.parametrize(
    ("tag", "text", "is_in_it"),
    [
        ("en-GB", PROSE["en"], True),
        ("en", PROSE["zh-CN"], False),
        ("en", "A shop sign that reads 営業中 and ラーメン, in neon.", True),
        ("zh-Hant", PROSE["zh-CN"], True),  # which signs of Han are meant is not judged
        ("zh", "日本語の文章ではない", False),
        ("ja", "霓虹灯照亮的街道", False),
        ("ja", "夜の街、35mm f/1.8 Nikon レンズ", True),
        ("sr-Latn", PROSE["ru"], False),
        ("sr-Cyrl", PROSE["ru"], True),
        ("sr", PROSE["ru"], True),  # written in both scripts
        ("sv", PROSE["en"], True),  # no common words are known of it
        ("tlh", PROSE["en"], True),
        ("de", "Vase, Rosen, Ölgemälde, Kerzenlicht", True),
        ("de", "the", True),  # too few words to judge
        ("ja", "", True),
        ("ja", "123 — !", True),
    ],
)
def test_what_is_judged_and_what_is_not(tag: str, text: str, is_in_it: bool) -> None:
    assert fits(text, tag) == is_in_it


@pytest.mark.parametrize("tag", ["en", "de", "es", "fr", "it", "pt", "nl", "ja", "zh-CN", "ko"])
def test_a_language_is_guessed_from_its_text(tag: str) -> None:
    assert guessed(PROSE[tag]) == tag[:2]


@pytest.mark.parametrize("text", ["", "123", PROSE["ru"], PROSE["ar"], "Rosen", "Zyx wvu tsr qpo"])
def test_what_cannot_be_told_is_not_guessed(text: str) -> None:
    assert guessed(text) == "und"


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("ja", "Japanese (ja)"), ("de-AT", "German (de-AT)"), ("EN", "English (EN)"),
        ("zh", "Simplified Chinese (zh)"), ("zh-CN", "Simplified Chinese (zh-CN)"),
        ("zh-TW", "Traditional Chinese (zh-TW)"), ("zh-Hant", "Traditional Chinese (zh-Hant)"),
        ("gsw", "gsw"), ("tlh-Latn", "tlh-Latn"),
    ],
)  # fmt: skip
def test_a_model_is_told_a_name_that_it_knows(tag: str, name: str) -> None:
    assert named(tag) == name


@given(st.text(max_size=200), st.text(max_size=35))
def test_anything_can_be_judged(text: str, tag: str) -> None:
    fits(text, tag)
    guessed(text)
    named(tag)
