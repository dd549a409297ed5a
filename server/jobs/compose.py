"""Put an answer together, for each of its three origins. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from server.analysis import schema
from server.analysis.injection import addresses_a_model
from server.domain.analysis import Analysis, Usage
from server.domain.embedded import EmbeddedPrompt, Statement
from server.domain.picture import Head, Normalised, aspect_ratio
from server.domain.result import Caution, DeclaredAi, ImageFacts, Result, Slots, Source, Versions
from server.modes import render
from server.modes.dialects import as_webui
from server.modes.embedded_tags import tags_of

LONGEST_TITLE = 80
# What galleries show in the place of their pictures is hardly ever larger.
THUMBNAIL_SIDE = 256  # pixels, of the longer side
VERSIONS = Versions(analysis=schema.VERSION, modes=render.VERSION)
UNKNOWN_LANGUAGE = "und"
NOTHING_STATED = Statement()
# Each is a sentence of the extension and of the pages too, in every language that they have.
CAUTIONS = {
    "thumbnail": "This is a small version of the image. A larger one would say more.",
    "offline_look": "No model was asked. This tells only what can be measured from the pixels, "
    "not what it shows.",
    "instruction_text": "The image contains text that addresses a model. It was treated as part "
    "of the picture.",
    "embedded_instruction": "The prompt in the file contains text that addresses a model. It is "
    "shown as it stands, and nobody obeyed it.",
    "embedded_hollow": "The prompt in the file says nothing of the picture, so the picture itself "
    "was looked at.",
    "declared_only": "The file says that AI made it, but carries no prompt.",
    "low_confidence": "Little can be made out in this image. Parts of the prompt may be a guess.",
}


class Brought(Protocol):
    """A file that was brought home, or its head where that told enough."""

    @property
    def data(self) -> bytes:
        """Give what was downloaded, decoded."""

    @property
    def whole(self) -> bool:
        """Say whether that is the whole file."""

    @property
    def size(self) -> int:
        """Tell the whole file's bytes, as far as is known."""

    @property
    def bytes_read(self) -> int:
        """Tell how many were downloaded for it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A look at the picture. `usage` is None where no model was asked."""

    analysis: Analysis
    usage: Usage | None


def from_file(
    embedded: EmbeddedPrompt, declared: DeclaredAi | None, head: Head, brought: Brought
) -> Result:
    """Answer with what the file states; no pixel was decoded and nobody was asked."""
    facts = _facts(head.format, head.width, head.height, brought, palette=None)
    together = "\n".join((embedded.prompt, *embedded.parts))
    prompts = render.render_embedded(replace(embedded, prompt=together), facts.aspect_ratio)
    orders = addresses_a_model((together, embedded.negative))
    return Result(
        origin="embedded",
        title=_title(prompts["general"].prompt),
        language=UNKNOWN_LANGUAGE,
        prompts=prompts,
        slots=Slots(subject="", style=""),
        tags=tags_of(as_webui(replace(embedded, prompt=together))),
        image=facts,
        source=Source(
            tool=embedded.tool,
            model=embedded.model,
            settings=embedded.settings,
            raw_prompt=embedded.prompt,
            raw_negative=embedded.negative,
        ),
        declared_ai=declared,
        warnings=_cautions({"embedded_instruction": orders}),
        usage=None,
        versions=VERSIONS,
    )


def from_look(
    seen: Seen, picture: Normalised, brought: Brought, stated: Statement = NOTHING_STATED
) -> Result:
    """Answer with what a model saw, or with what our own measuring found."""
    palette = list(picture.look.palette)
    facts = _facts(picture.format, picture.width, picture.height, brought, palette)
    holds = {
        "thumbnail": max(picture.width, picture.height) <= THUMBNAIL_SIDE,
        "offline_look": seen.usage is None,
        "instruction_text": seen.analysis.instruction_text,
        "embedded_hollow": stated.is_hollow,
        "declared_only": stated.declared is not None and not stated.is_hollow,
        "low_confidence": seen.analysis.confidence == "low",
    }
    return Result(
        origin="inferred" if seen.usage else "offline",
        title=seen.analysis.title or _title(seen.analysis.prompt),
        language=seen.analysis.language,
        prompts=render.render_analysis(seen.analysis, facts.aspect_ratio, palette),
        slots=Slots(subject=seen.analysis.subject_in_prompt, style=seen.analysis.style_in_prompt),
        tags=list(seen.analysis.tags),
        image=facts,
        source=None,
        declared_ai=stated.declared,
        warnings=_cautions(holds),
        usage=seen.usage,
        versions=VERSIONS,
    )


def _cautions(holds: Mapping[str, bool]) -> list[Caution]:
    return [Caution(code=code, message=CAUTIONS[code]) for code, is_so in holds.items() if is_so]


def _facts(
    kind: str, width: int | None, height: int | None, brought: Brought, palette: list[str] | None
) -> ImageFacts:
    return ImageFacts(
        width=width,
        height=height,
        format=kind,
        bytes=brought.size,
        bytes_read=brought.bytes_read,
        aspect_ratio=aspect_ratio(width, height) if width and height else None,
        palette=palette,
    )


def _title(prompt: str) -> str:
    first = prompt.splitlines()[0] if prompt else ""
    if len(first) <= LONGEST_TITLE:
        return first
    return first[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,") + "…"
