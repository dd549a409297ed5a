"""The names of keys in Redis; all of one owner, and all of one question, share a hash slot."""

from dataclasses import dataclass

from server.admission.tokens import PROOF_SECONDS, SKEW_SECONDS
from server.domain.job import JobRef
from server.domain.subject import Subject

TRIAL_JOB_SECONDS = 24 * 3600
MEMBER_JOB_SECONDS = 30 * 24 * 3600
MARK_SECONDS = PROOF_SECONDS + 2 * SKEW_SECONDS
# Longer than all of a job's attempts, and as long as a credit is held for it.
PICTURE_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class Keys:
    """Every name begins with `prefix`."""

    prefix: str

    def job(self, ref: JobRef) -> str:
        """Name the job itself, a hash."""
        return f"{self.prefix}:{{{ref.owner}}}:job:{ref.id}"

    def events(self, ref: JobRef) -> str:
        """Name what happened to it, a stream."""
        return f"{self.job(ref)}:events"

    def picture(self, ref: JobRef) -> str:
        """Name the image that came in its own address, until the job ends."""
        return f"{self.job(ref)}:picture"

    def index(self, owner: Subject) -> str:
        """Name the owner's list of jobs: ids by the second they were made."""
        return f"{self.prefix}:{{{owner}}}:jobs"

    def adopted(self, account: Subject) -> str:
        """Name the trials whose jobs an account may read: ids by when they came."""
        return f"{self.prefix}:{{{account}}}:trials"

    def flight(self, question: str) -> list[str]:
        """Name the answer to a question, the lease of who asks it, and what that one hears."""
        return [f"{self.prefix}:{{question:{question}}}:{n}" for n in ("answer", "lease", "words")]


def job_seconds_kept(owner: Subject) -> int:
    """Return how long a job is kept, from the moment it was made."""
    return MEMBER_JOB_SECONDS if owner.kind == "account" else TRIAL_JOB_SECONDS
