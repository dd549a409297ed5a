"""One extraction on its way (design: section 3, "A job")."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, WithJsonSchema

from server.domain.result import Result
from server.domain.subject import Subject
from server.errors import PromptLensError, every_error

State = Literal["queued", "running", "succeeded", "failed"]
Stage = Literal["fetching", "reading", "asking", "rendering"]
Unit = Literal["trial", "credit", "own-key"]
CODES = {"type": "string", "enum": [kind.code for kind in every_error()]}


@dataclass(frozen=True, slots=True)
class JobRef:
    """Where a job is found: its owner and its id, which is the proof's."""

    owner: Subject
    id: str


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for. `image_url` is canonical: see `net.url` and `net.data_url`.

    It may be the picture itself, and is never printed.
    """

    image_url: str = field(repr=False)
    language: str
    fresh: bool


class Charge(BaseModel):
    """What an extraction costs and whether it was taken."""

    model_config = ConfigDict(frozen=True)

    unit: Unit | Literal["none"]
    amount: int
    state: Literal["held", "settled", "released"]


class Problem(BaseModel):
    """RFC 9457 problem details, with our stable `code`, `retryable` and `next_step`."""

    model_config = ConfigDict(frozen=True)

    type: str = "about:blank"
    title: str
    status: int
    code: Annotated[str, WithJsonSchema(CODES)]
    retryable: bool
    next_step: str

    @classmethod
    def of(cls, error: PromptLensError) -> Self:
        """Return what a person may know of an error."""
        return cls(
            title=error.sentence,
            status=error.status,
            code=error.code,
            retryable=error.retryable,
            next_step=error.next_step,
        )


class Job(BaseModel):
    """A job as its owner sees it. `result` is there when it succeeded, `problem` when not."""

    model_config = ConfigDict(frozen=True)

    id: str
    state: State
    stage: Stage | None
    created_at: datetime
    finished_at: datetime | None
    charge: Charge
    result: Result | None
    problem: Problem | None
