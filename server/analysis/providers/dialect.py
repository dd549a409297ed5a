"""What all dialects share: a call's clock, the growing prompt, the whole answer and its cost."""

import re
import time
from abc import ABC, abstractmethod
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass

from server.analysis.ask import Answer, Endpoint, Listener, Question
from server.analysis.call_clock import CallClock, set_current
from server.analysis.growing import GrowingPrompt
from server.analysis.prices import cost_usd
from server.analysis.providers import failures
from server.domain.analysis import Usage
from server.errors import AnswerInvalid, PromptLensError, ProviderFailed, StreamBroken
from server.net.transport import BudgetedTransport

MANY_TOKENS = 10**8  # nobody counts so many: no count at all
_MODEL_ID = re.compile(r"[\w.:/@+-]{1,100}")


@dataclass(frozen=True, slots=True)
class Bill:
    """The model as the answer names it, the tokens as it counts, and whether it ended as whole."""

    model: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    is_whole: bool = False


Pieces = Generator[str | Bill]


class Dialect(ABC):
    """Asks one model at one server. Thread-safe."""

    def __init__(self, endpoint: Endpoint, transport: BudgetedTransport) -> None:
        """Nothing is dialled before the first question."""
        self._endpoint = endpoint
        self._transport = transport

    def ask(self, question: Question, listener: Listener) -> Answer:
        """Return a whole answer. Raises ProviderFailed's leaves, or what the listener did."""
        began = time.monotonic()
        clock = CallClock(self._endpoint.patience, question.seconds_left)
        set_current(clock)
        growing, bill = GrowingPrompt(), Bill()
        try:
            with closing(self._translated(question, clock)) as pieces:
                for piece in pieces:
                    if isinstance(piece, Bill):
                        bill = piece
                        continue
                    clock.heard()
                    if more := growing.add(piece):
                        listener.gained(more)
            if not bill.is_whole:
                raise StreamBroken("no closing event")
            analysis, rest = growing.ended(question.language)
        except ProviderFailed as error:
            if bill.input_tokens:
                error.spent = self._usage(bill, began).spent
            raise
        if rest:
            listener.gained(rest)
        return Answer(analysis, self._usage(bill, began))

    @abstractmethod
    def _pieces(self, question: Question) -> Pieces:
        """Yield each piece of the answer, and its bill; the last bill says how it ended."""

    @abstractmethod
    def _stated(self, error: Exception) -> failures.Stated | None:
        """Return what the SDK's `error` says that the provider said, if it is that."""

    def _translated(self, question: Question, clock: CallClock) -> Pieces:
        # Only what happens in here is the provider's; what the listener raises never passes.
        try:
            for piece in self._pieces(question):
                yield _checked(piece)
        except PromptLensError:
            raise
        except Exception as error:
            stated = self._stated(error)
            raise failures.of_exception(error, stated, is_silent=clock.is_silent) from error

    def _usage(self, bill: Bill, began: float) -> Usage:
        # The name comes from outside and is shown: what is no model's id is not repeated.
        named = isinstance(bill.model, str) and _MODEL_ID.fullmatch(bill.model)
        model = named.group() if named else self._endpoint.model
        tokens_in, tokens_out = _count(bill.input_tokens), _count(bill.output_tokens)
        return Usage(
            provider=self._endpoint.provider,
            model=model,
            input_tokens=tokens_in,
            output_tokens=tokens_out,
            cost_usd=cost_usd(model, tokens_in, tokens_out),
            latency_ms=round((time.monotonic() - began) * 1000),
            attempts=1,
        )


def _checked(piece: str | Bill) -> str | Bill:
    """Return the piece; what came is read as it came, and may be of any kind."""
    if isinstance(piece, (str, Bill)):
        return piece
    raise AnswerInvalid("no text")


def _count(stated: object) -> int:
    return stated if isinstance(stated, int) and 0 < stated < MANY_TOKENS else 0
