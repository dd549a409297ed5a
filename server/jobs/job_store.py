"""Jobs in Redis: one hash and one event stream each, changed by scripts only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic_core import from_json
from redis import Redis

from server.admission.trial_store import ended_key, uses_key
from server.domain.job import Charge, Job, JobRef, Order, Stage, Unit
from server.errors import AllowanceUsedUp, ProofGone, TokenInvalid
from server.jobs.ending import FREE, Ending, price, unit_of
from server.jobs.keys import (
    MARK_SECONDS,
    PICTURE_SECONDS,
    TRIAL_JOB_SECONDS,
    Keys,
    job_seconds_kept,
)
from server.net.data_url import NO_PICTURE, is_data_url
from server.net.redis import lua, translated

USES_SECONDS = 30 * 24 * 3600
NO_LIMIT = -1
MOST_ATTEMPTS = 3
QUEUED_EVENT = '{"state":"queued","stage":null}'
RUNNING_EVENT = '{"state":"running","stage":null}'

REFUSALS = {"gone": ProofGone, "used up": AllowanceUsedUp, "ended": TokenInvalid}


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A proof's job. `is_new`: this call made it. `published`: the queue has it."""

    job: Job
    is_new: bool
    published: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """The right to work on a job, paid in `unit`; it ends when a later attempt begins."""

    ref: JobRef
    number: int
    order: Order
    unit: Unit
    worn_out: bool = False


@dataclass(frozen=True, slots=True)
class Busy:
    """Another attempt is at work; ask again after `seconds`."""

    seconds: int


class JobStore:
    """Everything that changes or reads a job. Raises ServiceUnavailable where Redis is away."""

    def __init__(self, client: Redis, prefix: str, job_seconds: float) -> None:
        """`job_seconds` is a job's deadline: a running attempt older than it is given up."""
        self._client = client
        self._prefix = prefix
        self._keys = Keys(prefix)
        self._job_seconds = job_seconds
        self._redeem = client.register_script(lua("jobs", "redeem"))
        self._published = client.register_script(lua("jobs", "published"))
        self._begin = client.register_script(lua("jobs", "begin"))
        self._progress = client.register_script(lua("jobs", "progress"))
        self._finish = client.register_script(lua("jobs", "finish"))

    def redeem(
        self,
        ref: JobRef,
        order: Order,
        *,
        closed: bool,
        most_uses: int | None,
        by_key: bool = False,
    ) -> Redeemed:
        """Make the proof's job, or return it as it is; where `closed`, none is made.

        `by_key` makes one that its owner's own key pays for. `most_uses` is None where no uses
        are counted. Raises ProofGone, AllowanceUsedUp, and TokenInvalid where the trial has ended.
        """
        now = datetime.now(UTC)
        picture = order.image_url if is_data_url(order.image_url) else ""
        held = price("own-key" if by_key else unit_of(ref.owner), "held")
        fields = _new_job(held, order, now)
        with translated():
            outcome, *answer = self._redeem(
                keys=[
                    self._keys.job(ref), uses_key(self._prefix, ref.owner),
                    self._keys.events(ref), self._keys.index(ref.owner),
                    ended_key(self._prefix, ref.owner), self._keys.picture(ref),
                ],
                args=[
                    int(closed), NO_LIMIT if most_uses is None else most_uses, USES_SECONDS,
                    job_seconds_kept(ref.owner), TRIAL_JOB_SECONDS, int(now.timestamp()), ref.id,
                    QUEUED_EVENT, MARK_SECONDS, picture, PICTURE_SECONDS,
                    *(part for pair in fields.items() for part in pair),
                ],
            )  # fmt: skip
        if refusal := REFUSALS.get(outcome):
            raise refusal
        kept = dict(zip(answer[::2], answer[1::2], strict=True))
        return Redeemed(as_job(ref, kept), outcome == "new", "published" in kept)

    def mark_published(self, ref: JobRef) -> None:
        """Remember that the queue has this job, so that a retry does not queue it twice."""
        with translated():
            self._published(keys=[self._keys.job(ref)])

    def begin(self, ref: JobRef, holder: str, now: float) -> Attempt | Busy | None:
        """Start an attempt; None where there is nothing to do. `now` in seconds since 1970."""
        with translated():
            outcome, *answer = self._begin(
                keys=[self._keys.job(ref), self._keys.events(ref), self._keys.picture(ref)],
                args=[holder, now, self._job_seconds, MOST_ATTEMPTS, RUNNING_EVENT],
            )
        if outcome == "busy":
            return Busy(int(answer[0]))
        if outcome == "worn out":
            answer += "", "", ""
        if outcome in {"go", "worn out"}:
            number, charge, url, language, fresh = answer
            order, unit = Order(url, language, fresh == "1"), from_json(charge)["unit"]
            return Attempt(ref, int(number), order, unit, worn_out=outcome == "worn out")
        return None

    def tell(
        self,
        attempt: Attempt,
        number: int,
        event: str,
        data: str,
        stage: Stage | None,
        *,
        question: str = "",
    ) -> bool:
        """Append message `number` of this attempt, and keep the stage and the question, if any.

        False where the attempt is no longer current.
        """
        with translated():
            return bool(
                self._progress(
                    keys=[self._keys.job(attempt.ref), self._keys.events(attempt.ref)],
                    args=[attempt.number, number, event, data, stage or "", question],
                )
            )

    def finish(self, attempt: Attempt, ending: Ending) -> bool:
        """End the job; False where this attempt is no longer current or the job is erased."""
        with translated():
            return bool(
                self._finish(
                    keys=[
                        self._keys.job(attempt.ref),
                        uses_key(self._prefix, attempt.ref.owner),
                        self._keys.events(attempt.ref),
                        self._keys.picture(attempt.ref),
                    ],
                    args=[
                        attempt.number,
                        int(ending.gives_back),
                        "result" if ending.result else "problem",
                        *_ended(ending),
                    ],
                )
            )

    def owed(self, ref: JobRef) -> Charge | None:
        """Return the charge of a job that ended or was erased; None of any other."""
        with translated():
            state, charge = self._client.hmget(self._keys.job(ref), "state", "charge")
        if state in {None, "queued", "running"}:
            return None
        return Charge.model_validate_json(charge) if charge else FREE

    def is_stranded(self, ref: JobRef) -> bool:
        """Say whether the job was admitted and the queue does not know of it."""
        with translated():
            state, published = self._client.hmget(self._keys.job(ref), "state", "published")
        return state == "queued" and published is None


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _new_job(held: Charge, order: Order, now: datetime) -> dict[str, str | int]:
    return {
        "state": "queued",
        "attempt": 0,
        "created_at": _written(now),
        "charge": held.model_dump_json(),
        "image_url": NO_PICTURE if is_data_url(order.image_url) else order.image_url,
        "language": order.language,
        "fresh": int(order.fresh),
    }


def _ended(ending: Ending) -> list[str]:
    fields = {
        "state": ending.state,
        "finished_at": _written(datetime.now(UTC)),
        "charge": ending.charge.model_dump_json(),
    }
    if ending.result:
        fields["result"] = ending.result.model_dump_json()
    if ending.problem:
        fields["problem"] = ending.problem.model_dump_json()
    return [part for pair in fields.items() for part in pair]


def as_job(ref: JobRef, kept: Mapping[str, str]) -> Job:
    """Read what the job's hash holds."""
    values = ("charge", "result", "problem")
    plain = {name: kept.get(name) for name in ("state", "stage", "created_at", "finished_at")}
    parsed = {name: from_json(kept[name]) if name in kept else None for name in values}
    return Job.model_validate({"id": ref.id, **plain, **parsed})
