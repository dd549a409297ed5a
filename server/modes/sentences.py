"""Whole sentences, and the text in a picture quoted exactly, in the person's language."""

from collections.abc import Iterable, Sequence

from server.modes.phrases import NOTHING
from server.modes.plain import plain, seen

READS = {
    "en": "The text in the picture reads {}.", "zh": "画面中的文字：{}。", "ja": "画像の文字：{}。",
    "de": "Der Text im Bild lautet {}.", "es": "El texto de la imagen dice {}.",
    "fr": "Le texte dans l’image dit {}.",
}  # fmt: skip
UNSPACED = {"zh", "ja"}  # where a word is about two signs, and another stop ends a sentence


def tongue(language: str) -> str:
    """Return the language alone of a BCP 47 tag."""
    return language.partition("-")[0].lower()


def unquoted(texts: Iterable[str], told: str) -> list[str]:
    """Return the texts that the words do not quote yet and that can be quoted, each once."""
    lines = dict.fromkeys(map(seen, texts))
    return [line for line in lines if line and f'"{line}"' not in told and not {*line} & {*"“”"}]


def reads(texts: Sequence[str], lead: str, language: str) -> list[str]:
    """Return the sentence that quotes the texts behind the words, if there are any."""
    straight = not lead.count('"') % 2
    quoted = (f'"{t}"' if straight and '"' not in t else f"“{t}”" for t in texts)
    return [READS.get(language, "{}.").format(", ".join(quoted))] if texts else []


def sentence(text: str, language: str) -> str:
    """Return the words as a sentence that begins and ends as one."""
    text = plain(text.strip(" ,;:")) or NOTHING
    stop = "。" if language in UNSPACED else "."
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…。！？" else stop)
