"""What is kept of an owner's jobs: find, list, adopt, export, erase.

An account also reads the jobs of the trials that became its own, for as long as they live.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from redis import Redis

from server.domain.job import Charge, Job, JobRef
from server.domain.subject import Subject
from server.jobs.ending import FREE
from server.jobs.job_store import as_job
from server.jobs.keys import MARK_SECONDS, TRIAL_JOB_SECONDS, Keys, job_seconds_kept
from server.jobs.purse import Purse, close
from server.net.data_url import NO_PICTURE, is_data_url
from server.net.redis import lua, translated

USED = Charge(unit="credit", amount=1, state="settled")
ORDERED = ("image_url", "language", "fresh", "question")


@dataclass(frozen=True, slots=True)
class Kept:
    """A job and where it is found: an account's may lie with the trial that it was."""

    ref: JobRef
    job: Job
    order: dict[str, str]


class History:
    """Raises ServiceUnavailable where Redis is away."""

    def __init__(
        self, client: Redis, prefix: str, purse: Purse, forget: Callable[[str], None]
    ) -> None:
        """Every key begins with `prefix`; `forget` erases the answer to a question."""
        self._client = client
        self._forget = forget
        self._keys = Keys(prefix)
        self._purse = purse
        self._erase = client.register_script(lua("jobs", "erase"))

    def find(self, owner: Subject, job_id: str) -> Kept | None:
        """Return one job that this owner may read, or None."""
        own = self._read(JobRef(owner, job_id))
        if own or owner.kind == "trial":
            return own
        adopted = (self._read(JobRef(trial, job_id)) for trial in self._adopted(owner))
        return next(filter(None, adopted), None)

    def all(self, owner: Subject) -> list[Kept]:
        """Return every job that this owner may read, newest first."""
        kept = [found for ref in self._refs(owner) if (found := self._read(ref))]
        return sorted(kept, key=lambda found: found.job.created_at, reverse=True)

    def events_key(self, ref: JobRef) -> str:
        """Name the stream of what happens to a job."""
        return self._keys.events(ref)

    def adopt(self, account: Subject, trial: Subject) -> None:
        """Let an account read a trial's jobs from now on."""
        key, now = self._keys.adopted(account), datetime.now(UTC).timestamp()
        with translated(), self._client.pipeline() as pipe:
            pipe.zremrangebyscore(key, "-inf", now - TRIAL_JOB_SECONDS)
            pipe.zadd(key, {trial.id: now})
            pipe.expire(key, TRIAL_JOB_SECONDS)
            pipe.execute()

    def erase_one(self, owner: Subject, job_id: str) -> bool:
        """Erase a job that this owner may read; False where there is none."""
        kept = self.find(owner, job_id)
        return kept is not None and self._erased(kept.ref)

    def erase(self, owner: Subject) -> None:
        """Erase every job of an owner, with those of the trials that it was."""
        for ref in list(self._refs(owner)):
            self._erased(ref)
        with translated():
            self._client.delete(self._keys.index(owner), self._keys.adopted(owner))

    def export(self, owner: Subject) -> list[dict[str, Any]]:
        """Return everything kept of every job, with what was asked for."""
        return [
            {**self._asked(kept), **kept.job.model_dump(mode="json", exclude_none=True)}
            for kept in self.all(owner)
        ]

    def _asked(self, kept: Kept) -> dict[str, str]:
        if not is_data_url(kept.order["image_url"]):
            return kept.order
        with translated():
            picture: Any = self._client.get(self._keys.picture(kept.ref))
        return {**kept.order, "image_url": picture or NO_PICTURE}

    def _erased(self, ref: JobRef) -> bool:
        job = self._keys.job(ref)
        with translated():
            # Before the job, which alone knows of it; and after, for what was begun in between.
            if known := self._client.hget(job, "question"):
                self._forget(str(known))
            state, question = self._erase(
                keys=[
                    job, self._keys.events(ref), self._keys.index(ref.owner),
                    self._keys.picture(ref),
                ],
                args=[ref.id, MARK_SECONDS, USED.model_dump_json()],
            )  # fmt: skip
        if question:
            self._forget(question)
        if state in {"queued", "running"}:
            close(self._purse, ref, USED if state == "running" else FREE)
        return state is not None

    def _refs(self, owner: Subject) -> Iterator[JobRef]:
        for one in (owner, *self._adopted(owner)):
            oldest = datetime.now(UTC).timestamp() - job_seconds_kept(one)
            with translated():
                ids: Any = self._client.zrange(
                    self._keys.index(one), "+inf", oldest, byscore=True, desc=True
                )
            yield from (JobRef(one, job_id) for job_id in ids)

    def _adopted(self, owner: Subject) -> list[Subject]:
        if owner.kind == "trial":
            return []
        with translated():
            ids: Any = self._client.zrange(self._keys.adopted(owner), 0, -1)
        return [Subject("trial", trial) for trial in ids]

    def _read(self, ref: JobRef) -> Kept | None:
        with translated():
            kept: Any = self._client.hgetall(self._keys.job(ref))
        if not kept or kept["state"] == "erased":
            return None
        return Kept(ref, as_job(ref, kept), {name: kept[name] for name in ORDERED if name in kept})
