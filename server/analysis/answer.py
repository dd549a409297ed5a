"""From a model's answer to an Analysis: read, judged, cleaned and bounded."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from server.analysis import canary, languages, opening, safety
from server.analysis.injection import addresses_a_model
from server.analysis.plain import UNSEEN, plain
from server.analysis.prompt import LONGEST as LONGEST_PROMPT
from server.analysis.prompt import PART, prompt_of
from server.analysis.schema import Seen
from server.domain.analysis import Analysis, Tag
from server.errors import AnswerInvalid, ContentRefused

LONGEST_TITLE, LONGEST_PHRASE, LONGEST_TAG = 80, 300, 60
MOST_TAGS, MOST_PHRASES = 24, 8
_DENIAL = re.compile(r"(?:no|not|without|avoid) +", re.IGNORECASE)


def read_answer(text: str, language: str) -> Analysis:
    """Return the analysis that an answer holds.

    Raises AnswerInvalid, and ContentRefused where it declines or what it saw is forbidden.
    """
    seen = _parsed(text)
    if safety.is_forbidden(seen):
        raise ContentRefused("minor")
    prompt = prompt_of(seen.prompt)
    spoken = languages.spoken(prompt, language, seen.language)
    title = _clean(opening.without_preamble(plain(seen.title)), LONGEST_TITLE)
    texts = ("subject", "setting", "medium", "lighting", "composition", "camera", "mood")
    tags = _tags(seen.tags)
    analysis = Analysis(
        prompt=prompt,
        title=title if languages.fits(title, spoken) else "",
        subject_in_prompt=_as_it_stands(seen.subject_in_prompt, prompt),
        style_in_prompt=_as_it_stands(seen.style_in_prompt, prompt),
        language=spoken,
        style=_phrases(seen.style),
        colours=_phrases(seen.colours),
        text_in_image=_texts(seen.text_in_image),
        tags=tags,
        negative=_negative(seen.negative, tags),
        sexual=seen.sexual,
        instruction_text=seen.instruction_text or addresses_a_model((*seen.text_in_image, prompt)),
        confidence=seen.confidence,
        **{name: _clean(getattr(seen, name), LONGEST_PHRASE) for name in texts},
    )
    # Twice: markup may have kept the mark's signs apart, and bounds may have cut it off.
    if canary.leaks([*_every_text(seen), *_every_text(analysis)]):
        raise AnswerInvalid("it obeys the picture", hint=PART)
    return analysis


def _parsed(text: str) -> Seen:
    try:
        seen = Seen.model_validate(json.loads(text, object_pairs_hook=_once))
        if seen.model_fields_set == set(Seen.model_fields):
            return seen
    except (ValueError, RecursionError):
        if opening.is_refusal(plain(text[:LONGEST_PROMPT])):
            raise ContentRefused("in words") from None
    raise AnswerInvalid("not the shape")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that comes twice: what was told of the first would be taken back."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def _every_text(seen: Analysis) -> Iterator[str]:
    for _, value in seen:
        for part in value if isinstance(value, tuple) else (value,):
            yield part.name if isinstance(part, Tag) else str(part)


def _clean(text: str, longest: int) -> str:
    return plain(text)[:longest].strip()


def _as_it_stands(words: str, prompt: str) -> str:
    """Return the words as the prompt has them: nothing where it has not, or has little else."""
    cleaned = _clean(words, LONGEST_PHRASE).strip(" ,.;，。；、")
    found = re.search(re.escape(cleaned), prompt, re.IGNORECASE) if cleaned else None
    return found[0] if found and 2 * len(found[0]) <= len(prompt) else ""


def _phrases(texts: Iterable[str]) -> tuple[str, ...]:
    cleaned = (_clean(text, LONGEST_PHRASE) for text in texts)
    return tuple(dict.fromkeys(text for text in cleaned if text))[:MOST_PHRASES]


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    shown = (UNSEEN.sub("", text)[:LONGEST_PHRASE] for text in texts)
    return tuple(islice(filter(None, dict.fromkeys(shown)), MOST_PHRASES))


def _tags(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    named: dict[str, Tag] = {}
    for tag in tags:
        name = _clean(tag.name, LONGEST_TAG).strip(" ,.")
        if name:
            named.setdefault(name.lower(), Tag(name=name, category=tag.category))
    return tuple(named.values())[:MOST_TAGS]


def _negative(text: str, tags: tuple[Tag, ...]) -> str:
    """Return what to avoid, by its name alone, without what the picture shows."""
    shown = {tag.name.lower() for tag in tags}
    phrases = (_DENIAL.sub("", phrase.strip(), count=1) for phrase in plain(text).split(","))
    wanted = dict.fromkeys(phrase for phrase in phrases if phrase and phrase.lower() not in shown)
    return _clean(", ".join(wanted), LONGEST_PROMPT)
