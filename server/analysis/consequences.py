"""What follows from each of a provider's failures: the table of errors, as it is obeyed.

In every row the person pays nothing: whatever a job fails of, its charge is given back.
"""

from dataclasses import replace
from typing import Literal, NamedTuple

from server import errors
from server.analysis.ask import Question

# Once more, there: at once; after a moment; when it says; with twice the tokens; with a hint.
Again = Literal["now", "soon", "told", "longer", "hinted"]
# What it tells of the provider's health: nothing bad, half a failure, a failure, of no use for now.
Health = Literal["well", "half", "failed", "out"]
# Whether somebody else is asked, or the failure is the answer.
Then = Literal["elsewhere", "ends"]
# What is billed for a call whose bill did not come: nothing, or nobody knows.
Billed = Literal["nothing", "unknown"]


class Consequence(NamedTuple):
    """One row of the table."""

    again: Again | None
    then: Then
    health: Health
    billed: Billed


CONSEQUENCES: dict[type[errors.ProviderFailed], Consequence] = {
    errors.ProviderRefusedKey: Consequence(None, "elsewhere", "out", "nothing"),
    errors.ProviderQuotaSpent: Consequence(None, "elsewhere", "out", "nothing"),
    errors.ModelMissing: Consequence(None, "elsewhere", "out", "nothing"),
    errors.QuestionTooLong: Consequence(None, "elsewhere", "well", "nothing"),
    errors.ProviderBusy: Consequence("told", "elsewhere", "failed", "nothing"),
    errors.ProviderUnavailable: Consequence("soon", "elsewhere", "failed", "nothing"),
    errors.ProviderUnreachable: Consequence("now", "elsewhere", "failed", "nothing"),
    errors.ProviderTimeout: Consequence(None, "elsewhere", "failed", "unknown"),
    errors.StreamBroken: Consequence(None, "elsewhere", "failed", "unknown"),
    errors.AnswerTruncated: Consequence("longer", "elsewhere", "well", "unknown"),
    errors.AnswerInvalid: Consequence("hinted", "elsewhere", "half", "unknown"),
    errors.ImageRejected: Consequence(None, "ends", "well", "nothing"),
    errors.ContentRefused: Consequence(None, "ends", "well", "unknown"),
    errors.ProviderRequestBug: Consequence(None, "ends", "well", "nothing"),
}

NOTHING = (0, 0, 0.0)
HINT = "Your last answer could not be read. Answer with one JSON object of the schema, complete."
# Nobody answers in less.
LEAST_SECONDS = 3.0
LONGEST_WAIT = 3.0
WAIT_SHARE = 0.25
SOON, LATER = 0.2, 0.8


def once_more(
    error: errors.ProviderFailed, question: Question, chance: float
) -> tuple[float, Question] | None:
    """Return after how many seconds to ask once more, and what; None where it is not worth it.

    `question.seconds_left` are those left now; `chance`, from 0 to 1, spreads the callers.
    """
    again = CONSEQUENCES[type(error)].again
    if again is None or (again == "told" and error.wait is None):
        return None
    wait = error.wait or 0.0
    if again == "soon":
        wait = max(wait, SOON + (LATER - SOON) * chance)
    left = question.seconds_left - wait
    if wait > min(LONGEST_WAIT, WAIT_SHARE * question.seconds_left) or left < LEAST_SECONDS:
        return None
    question = replace(question, seconds_left=left)
    if again == "longer":
        question = replace(question, most_tokens=2 * question.most_tokens)
    elif isinstance(error, errors.AnswerInvalid):
        question = replace(question, hint=error.hint or HINT)
    return wait, question


def spent_on(error: errors.ProviderFailed) -> tuple[int, int, float | None] | None:
    """Return what one failed call was billed; None where nobody knows."""
    if error.spent is None and CONSEQUENCES[type(error)].billed == "nothing":
        return NOTHING
    return error.spent
