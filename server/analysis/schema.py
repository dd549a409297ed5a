"""The shape that a model must answer in, and the way from its answer to an Analysis.

On the wire every field is required and nothing has a length, which all providers'
strict modes accept; the bounds are kept here, after the answer has come.
"""

import re
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from server.domain.analysis import Analysis, Tag
from server.errors import AnswerInvalid

VERSION = "1"
NAME = "image_analysis"
LONGEST_PROMPT = 2000
LONGEST_PHRASE = 300
LONGEST_TAG = 60
MOST_TAGS = 24
MOST_PHRASES = 8
_MARKUP = re.compile(
    r"https?://\S+|<[/!|]?[A-Za-z-][^<>]{0,200}>|[`*_#]{2,}|!?\[([^\]]{0,200})\]\([^)]{0,300}\)"
)
# Control signs, and those that turn the direction of what follows: nobody sees what they paste.
_HIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Seen(BaseModel):
    """One answer, as the model gives it. `prompt` stands first, so that it streams first."""

    model_config = ConfigDict(extra="forbid")

    prompt: str
    title: str
    subject: str
    setting: str
    medium: str
    style: list[str]
    lighting: str
    composition: str
    camera: str
    colours: list[str]
    mood: str
    text_in_image: list[str]
    tags: list[Tag]
    negative: str


@cache
def instructions() -> str:
    """Return what the model is told; it is the same for every picture and person."""
    return resources.files("server.analysis.instructions").joinpath("v1.txt").read_text("utf-8")


@cache
def wire_schema() -> dict[str, Any]:
    """Return the JSON schema of an answer, closed at every object; nobody may change it."""
    schema = Seen.model_json_schema()
    schema["$defs"]["Tag"]["additionalProperties"] = False
    return schema


def named_schema() -> dict[str, Any]:
    """Return the schema as OpenAI's dialects name it."""
    return {"name": NAME, "strict": True, "schema": wire_schema()}


def read_answer(text: str, language: str) -> Analysis:
    """Return the analysis that an answer holds, cleaned and bounded. Raises AnswerInvalid."""
    try:
        seen = Seen.model_validate_json(text)
    except ValidationError as error:
        raise AnswerInvalid(f"{error.error_count()} fields") from None
    prompt = _clean(seen.prompt, LONGEST_PROMPT)
    if not prompt:
        raise AnswerInvalid("no prompt")
    shown = (_HIDDEN.sub("", text)[:LONGEST_PHRASE] for text in seen.text_in_image)
    texts = ("title", "subject", "setting", "medium", "lighting", "composition", "camera", "mood")
    return Analysis(
        prompt=prompt,
        language=language,
        style=_phrases(seen.style),
        colours=_phrases(seen.colours),
        text_in_image=tuple(islice(shown, MOST_PHRASES)),
        tags=_tags(seen.tags),
        negative=_clean(seen.negative, LONGEST_PROMPT),
        **{name: _clean(getattr(seen, name), LONGEST_PHRASE) for name in texts},
    )


def _clean(text: str, longest: int) -> str:
    plain = _MARKUP.sub(lambda match: match.group(1) or "", _HIDDEN.sub("", text))
    return " ".join(plain.split())[:longest].strip()


def _phrases(texts: list[str]) -> tuple[str, ...]:
    cleaned = (_clean(text, LONGEST_PHRASE) for text in texts)
    return tuple(dict.fromkeys(text for text in cleaned if text))[:MOST_PHRASES]


def _tags(tags: list[Tag]) -> tuple[Tag, ...]:
    named: dict[str, Tag] = {}
    for tag in tags:
        name = _clean(tag.name, LONGEST_TAG).strip(" ,.")
        if name:
            named.setdefault(name.lower(), Tag(name=name, category=tag.category))
    return tuple(named.values())[:MOST_TAGS]
