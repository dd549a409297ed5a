"""One more question where an answer is not in the languages asked for; then it is as it is."""

import time
from collections.abc import Callable
from dataclasses import replace

from server.analysis.ask import Answer, Listener, Provider, Question
from server.analysis.consequences import LEAST_SECONDS
from server.analysis.languages import fits, named
from server.domain.analysis import Analysis, total
from server.errors import ContentRefused, ProviderFailed

SPARE_SECONDS = 1.0  # for all that comes after


class SecondQuestion:
    """A provider that asks another one, and once more where its answer can be mended so.

    The second answer stands. Where none comes the first one does, and is told anew: a good
    prompt in another language is better than none. Only a refusal is the end of both.
    """

    def __init__(self, provider: Provider, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` in seconds."""
        self._provider = provider
        self._clock = clock

    def ask(self, question: Question, listener: Listener) -> Answer:
        """Return an answer, with what both questions cost; what the first told may be void."""
        began = self._clock()
        first = self._provider.ask(question, listener)
        took = self._clock() - began
        left = question.seconds_left - took - SPARE_SECONDS
        hint = _hint(first.analysis, question.language)
        if not hint or left < max(took, LEAST_SECONDS):
            return first
        listener.restarted()
        spent = [first.usage.spent]
        try:
            answer = self._provider.ask(replace(question, hint=hint, seconds_left=left), listener)
            attempts = first.usage.attempts + answer.usage.attempts
        except ContentRefused as error:
            error.spent = error.spent and total([*spent, error.spent])
            raise
        except ProviderFailed as error:
            listener.restarted()
            listener.gained(first.analysis.prompt)
            answer, attempts = first, first.usage.attempts + 1
            spent = [error.spent] if error.spent else []
        latency_ms = round((self._clock() - began) * 1000)
        return replace(answer, usage=answer.usage.with_spent(spent, attempts, latency_ms))


def _hint(seen: Analysis, asked: str) -> str:
    """Return what is to be mended, or nothing."""
    english = " ".join((seen.subject, seen.setting, *(tag.name for tag in seen.tags)))
    faults = {
        f"Write prompt and title in {named(asked)}.": not fits(seen.prompt, asked),
        "Write all other fields in English.": not fits(english, "en"),
    }
    return " ".join(hint for hint, is_needed in faults.items() if is_needed)
