"""The operator's providers, in the operator's order, until one answers.

Failing over is for what another provider may do better. A refusal, a picture that cannot be
read, and a question that is wrong are answers, and go back as they came.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from server.analysis.ask import Answer, Listener, Provider, Question
from server.errors import ContentRefused, ImageRejected, ModelMissing, ProviderFailed
from server.errors import ProviderRequestBug as RequestBug

log = logging.getLogger(__name__)

# Of the time that is left, what a provider may use while others wait behind it.
SHARE = 0.6
# Nobody answers in less.
LEAST_SECONDS = 3.0


class Router:
    """A provider made of providers. With one it is that one."""

    def __init__(
        self,
        providers: Sequence[tuple[str, Callable[[], Provider]]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take each provider's name and what makes it, which is called at most once a thread."""
        self._providers = [(name, cache(make)) for name, make in providers]
        self._clock = clock

    def ask(self, question: Question, listener: Listener) -> Answer:
        """Return the first whole answer; `usage.attempts` counts the providers asked.

        Where all fail, the first failure that may pass is raised: who asks again, asks that
        provider first, and its advice is the right one. Where none may pass, the first.
        """
        ends = self._clock() + question.seconds_left
        overheard = _Overheard(listener)
        failed: list[ProviderFailed] = []
        for place, (name, make) in enumerate(self._providers, start=1):
            provider = make()
            left = ends - self._clock()
            if failed and left < LEAST_SECONDS:
                break
            overheard.restarted()
            share = 1 if place == len(self._providers) else SHARE
            try:
                answer = provider.ask(replace(question, seconds_left=left * share), overheard)
            except ProviderFailed as error:
                if not _may_be_routed_around(error):
                    raise
                log.warning("%s failed: %s (%s)", name, error.code, error)
                failed.append(error)
            else:
                return _counted(answer, len(failed))
        raise next((error for error in failed if error.retryable), failed[0])


class _Overheard:
    """Passes on what is gained, and says that it is void only where something was."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._has_gained = False

    def gained(self, text: str) -> None:
        self._has_gained = True
        self._listener.gained(text)

    def restarted(self) -> None:
        if self._has_gained:
            self._has_gained = False
            self._listener.restarted()


def _may_be_routed_around(error: ProviderFailed) -> bool:
    if isinstance(error, RequestBug):
        return isinstance(error, ModelMissing)
    return not isinstance(error, ContentRefused | ImageRejected)


def _counted(answer: Answer, failed: int) -> Answer:
    attempts = answer.usage.attempts + failed
    return replace(answer, usage=answer.usage.model_copy(update={"attempts": attempts}))
