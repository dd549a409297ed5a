"""What Redis keeps of a trial: how often it was used, and that it has ended.

A trial that was connected to an account or erased leaves a mark under its id for as
long as its token could live: forgetting it would be a refill.
"""

from redis import Redis

from server.admission.tokens import TRIAL_SECONDS
from server.domain.subject import Subject
from server.net.redis import translated

ERASED = "erased"


def uses_key(prefix: str, owner: Subject) -> str:
    """Name the count of a trial's uses; it shares its hash slot with the trial's jobs."""
    return f"{prefix}:{{{owner}}}:uses"


def ended_key(prefix: str, owner: Subject) -> str:
    """Name the mark of a trial that has ended; it shares its hash slot with the trial's jobs."""
    return f"{prefix}:{{{owner}}}:ended"


class TrialStore:
    """Raises ServiceUnavailable where Redis is away."""

    def __init__(self, client: Redis, prefix: str) -> None:
        """Every key begins with `prefix`."""
        self._client = client
        self._prefix = prefix

    def has_ended(self, trial: Subject) -> bool:
        """Say whether this trial was connected or erased."""
        with translated():
            return bool(self._client.exists(ended_key(self._prefix, trial)))

    def end(self, trial: Subject, why: str) -> bool:
        """End a trial; False where it had ended for another reason. The first reason stays."""
        key = ended_key(self._prefix, trial)
        with translated():
            self._client.set(key, why, nx=True, ex=TRIAL_SECONDS)
            return bool(self._client.get(key) == why)

    def export(self, owner: Subject) -> dict[str, object]:
        """Return what is kept of a trial; nothing of an account."""
        if owner.kind != "trial":
            return {}
        with translated():
            uses = self._client.get(uses_key(self._prefix, owner))
        return {"id": owner.id, "uses": int(str(uses or 0))}

    def erase(self, owner: Subject) -> None:
        """End a trial and forget its count; its token is refused from now on."""
        if owner.kind == "trial":
            self.end(owner, ERASED)
            with translated():
                self._client.delete(uses_key(self._prefix, owner))
