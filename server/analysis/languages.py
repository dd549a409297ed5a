"""Languages as BCP 47 tags: what a model calls them, and whether a text is in one.

Scripts are told apart by the names that Unicode gives to letters, and the languages that share
Latin letters by their commonest words. What is not listed here is never judged.
"""

import re
import unicodedata
from collections import Counter

LATIN, HAN, KANA, HANGUL = "LATIN", "HAN", "KANA", "HANGUL"
UNKNOWN = "und"
_NAMES = {
    "ar": ("Arabic", "ARABIC"), "bg": ("Bulgarian", "CYRILLIC"), "bn": ("Bengali", "BENGALI"),
    "cs": ("Czech", LATIN), "da": ("Danish", LATIN), "de": ("German", LATIN),
    "el": ("Greek", "GREEK"), "en": ("English", LATIN), "es": ("Spanish", LATIN),
    "fa": ("Persian", "ARABIC"), "fi": ("Finnish", LATIN), "fr": ("French", LATIN),
    "he": ("Hebrew", "HEBREW"), "hi": ("Hindi", "DEVANAGARI"), "hu": ("Hungarian", LATIN),
    "id": ("Indonesian", LATIN), "it": ("Italian", LATIN), "ja": ("Japanese", KANA),
    "ko": ("Korean", HANGUL), "nl": ("Dutch", LATIN), "no": ("Norwegian", LATIN),
    "pl": ("Polish", LATIN), "pt": ("Portuguese", LATIN), "ro": ("Romanian", LATIN),
    "ru": ("Russian", "CYRILLIC"), "sv": ("Swedish", LATIN), "ta": ("Tamil", "TAMIL"),
    "th": ("Thai", "THAI"), "tr": ("Turkish", LATIN), "uk": ("Ukrainian", "CYRILLIC"),
    "ur": ("Urdu", "ARABIC"), "vi": ("Vietnamese", LATIN), "zh": ("Simplified Chinese", HAN),
}  # fmt: skip
_TRADITIONAL = {"hant", "tw", "hk", "mo"}
# What a tag says of its script itself, as in sr-Latn.
_SUBTAGS = {
    "arab": "ARABIC", "cyrl": "CYRILLIC", "deva": "DEVANAGARI", "hans": HAN, "hant": HAN,
    "latn": LATIN,
}  # fmt: skip
_GROUPS = {
    "CJK": HAN, "IDEOGRAPHIC": HAN, "HIRAGANA": KANA, "KATAKANA": KANA,
    "HALFWIDTH": KANA, "FULLWIDTH": LATIN,
}  # fmt: skip
# Names and terms stay Latin in every language; one sign of these stands for several letters.
_SHARE = {HAN: 0.3, KANA: 0.3, HANGUL: 0.3}
_USUAL_SHARE = 0.5
_LEAST_KANA = 0.1  # of the signs: Japanese has several times as many, Chinese none
_COMMON = {
    "de": "der die das und mit ein eine einer einem im ist von auf dem den über",
    "en": "the and with of an is are on from that its over at in a",
    "es": "el los las y del al por se sobre está su",
    "fr": "le les des et avec une du dans est au aux sur",
    "it": "il lo gli di del della nel nella sul sopra che è",
    "nl": "de het een en met van op is zijn aan boven",
    "pt": "o os e com uma do da no na em ao",
}
_COMMON_WORDS = {tag: frozenset(words.split()) for tag, words in _COMMON.items()}
_FEWEST_COMMON = 3
_WORD = re.compile(r"[^\W\d_]+")


def named(tag: str) -> str:
    """Return a language as a model understands it, such as `Japanese (ja)`."""
    primary, *rest = tag.lower().split("-")
    name = _NAMES.get(primary, ("",))[0]
    if primary == "zh" and not _TRADITIONAL.isdisjoint(rest):
        name = "Traditional Chinese"
    return f"{name} ({tag})" if name else tag


def fits(text: str, tag: str) -> bool:
    """Say whether a text may be in a language, as far as we can tell; without letters it may."""
    script = _script_of(tag)
    seen = _scripts(text)
    if script is None or not seen:
        return True
    signs = seen[HAN] + seen[KANA]
    if script in {HAN, KANA} and (seen[KANA] < _LEAST_KANA * signs) != (script == HAN):
        return False
    count = signs if script in {HAN, KANA} else seen[script]
    if count < _SHARE.get(script, _USUAL_SHARE) * seen.total():
        return False
    return script != LATIN or _may_be(text, tag.lower().split("-")[0])


def guessed(text: str) -> str:
    """Return the language that a text seems to be in, or `und`."""
    if not _scripts(text):
        return UNKNOWN
    found = next((tag for tag in ("ja", "zh", "ko") if fits(text, tag)), None)
    if found or not fits(text, "und-Latn"):
        return found or UNKNOWN
    counts = _common_words(text)
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] >= _FEWEST_COMMON else UNKNOWN


def _script_of(tag: str) -> str | None:
    primary, *rest = tag.lower().split("-")
    stated = (_SUBTAGS[part] for part in rest if part in _SUBTAGS)
    return next(stated, None) or _NAMES.get(primary, ("", None))[1]


def _scripts(text: str) -> Counter[str]:
    first_words = (
        unicodedata.name(letter, "?").split()[0].split("-")[0]
        for letter in text
        if letter.isalpha()
    )
    return Counter(_GROUPS.get(word, word) for word in first_words)


def _may_be(text: str, primary: str) -> bool:
    """Say no where another language's commonest words are far more than this one's."""
    counts = _common_words(text)
    most = max(counts.values())
    return counts.get(primary, most) * 2 >= most or most < _FEWEST_COMMON


def _common_words(text: str) -> dict[str, int]:
    words = Counter(_WORD.findall(text.lower()))
    return {tag: sum(words[word] for word in common) for tag, common in _COMMON_WORDS.items()}
