"""How a member's own keys are asked: by themselves, at no gate, and for nobody else."""

from collections.abc import Callable
from contextlib import closing
from functools import partial

from server.accounts.own_keys import OwnKeys
from server.analysis.ask import Answer, Listener, Question
from server.analysis.call_clock import CurrentCall
from server.analysis.providers import make_provider
from server.analysis.router import Route, Router
from server.analysis.second_question import SecondQuestion
from server.app.providers import own_endpoint
from server.domain.picture import Normalised
from server.errors import (
    ModelMissing,
    OwnKeyRefused,
    OwnKeySpent,
    ProviderQuotaSpent,
    ProviderRefusedKey,
)
from server.jobs.asking import Look
from server.jobs.compose import Seen
from server.net.tls import tls_context
from server.net.transport import BudgetedTransport
from server.settings import Settings


def own_look(settings: Settings, keys: OwnKeys) -> Callable[[str], Look]:
    """Return what looks with the keys of an account's own.

    It raises OwnKeyRefused and OwnKeySpent, and what providers do.
    """

    def of(account: str) -> Look:
        def look(picture: Normalised, language: str, left: float, listener: Listener) -> Seen:
            asked = [own_endpoint(settings, own) for own in keys.read(account)]
            if not asked:
                raise OwnKeyRefused("it is gone")
            # Its connections end with the question: no other key is ever sent over one.
            with closing(BudgetedTransport(tls_context(), CurrentCall())) as transport:
                routes = [Route(e.provider, partial(make_provider, e, transport)) for e in asked]
                question = Question(picture.jpeg, settings.image_size, language, left)
                answer = _answer(SecondQuestion(Router(routes)), question, listener)
            return Seen(answer.analysis, answer.usage)

        return look

    return of


def nobodys(account: str) -> Look:
    """Return what looks where no accounts are."""
    raise OwnKeyRefused(account)


def _answer(provider: SecondQuestion, question: Question, listener: Listener) -> Answer:
    try:
        return provider.ask(question, listener)
    except (ProviderRefusedKey, ModelMissing) as error:
        raise OwnKeyRefused(type(error).__name__) from error
    except ProviderQuotaSpent as error:
        raise OwnKeySpent from error
