"""What the calls answer with; `domain.job.Job` is the one answer that other rooms know too."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from server.admission.gate import Allowance
from server.domain.job import Job, Problem
from server.domain.mode import Mode


class Written(BaseModel):
    """An answer, complete and unchanging."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


class TrialGiven(Written):
    """A bearer token for somebody without an account."""

    token: str
    expires_at: datetime
    allowance: Allowance


class ProofGiven(Written):
    """The right to one extraction; `id` will be the job's."""

    proof: str
    id: str
    expires_at: datetime
    allowance: Allowance


class Jobs(Written):
    """Extractions, the newest first."""

    extractions: tuple[Job, ...]


class Modes(Written):
    """The prompt modes, in the order in which people see them."""

    modes: tuple[Mode, ...]


class Retention(Written):
    """What is kept until some time has passed, until its owner erases it, or as the law asks."""

    what: str
    until: Literal["time", "erased", "law"]
    seconds: int | None


class Subprocessor(Written):
    """Somebody else who takes part: a model that describes pictures, or who signs people in."""

    name: str
    host: str
    role: Literal["model", "account"]


class Privacy(Written):
    """What is kept for how long, and who else takes part in this very deployment."""

    retention: tuple[Retention, ...]
    subprocessors: tuple[Subprocessor, ...]


class Alive(Written):
    """A process that runs."""

    alive: Literal[True] = True


class Ready(Written):
    """A process that can do its work."""

    ready: Literal[True] = True


class ProblemDocument(Problem):
    """An error: RFC 9457 with our code, and what some codes add to it."""

    connect_url: str = Field(
        "", description="allowance_used_up, account_needed: leads to an account"
    )
    credits_url: str = Field("", description="credits_used_up: leads to more credits")
    error: str = Field("", description="connect_refused: the code of RFC 6749, section 5.2")
    fields: list[str] = Field([], description="bad_request: the fields that are wrong")
    violated_policies: list[str] = Field(
        [], alias="violated-policies", description="rate_limited: the limits that refused"
    )


def in_seconds(seconds: int) -> datetime:
    """Return the moment that many seconds from now."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds)
