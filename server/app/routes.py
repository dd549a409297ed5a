"""How the configured providers are asked, and what looks at a picture where there is none."""

import json
from functools import partial

from server.analysis import ceiling, offline
from server.analysis.ask import Endpoint, Listener, Provider, Question
from server.analysis.call_clock import CurrentCall
from server.analysis.consequences import LONGEST_WAIT
from server.analysis.gate_store import Gate
from server.analysis.metered import metered
from server.analysis.providers import make_provider
from server.analysis.router import Route, Router
from server.analysis.rung_store import RungStore
from server.analysis.second_question import SecondQuestion
from server.app.providers import endpoints, limits
from server.app.stores import PREFIX, Stores
from server.domain.picture import Normalised, aspect_ratio
from server.jobs.asking import Model
from server.jobs.compose import Seen
from server.net.tls import tls_context
from server.net.transport import BudgetedTransport
from server.settings import Settings

SLACK_SECONDS = 3.0


def chosen_model(settings: Settings, stores: Stores | None) -> Model | None:
    """Return who is asked what a picture shows; None where nobody is configured.

    Without stores, as on the command line, nothing is remembered of a provider.
    """
    provider, asked = _provider(settings, stores), endpoints(settings)
    if provider is None:
        return None

    def look(picture: Normalised, language: str, left: float, listener: Listener) -> Seen:
        question = Question(picture.jpeg, settings.image_size, language, left)
        answer = provider.ask(question, listener)
        return Seen(answer.analysis, answer.usage)

    return Model(
        look=look,
        identity=json.dumps([settings.image_size, *((e.base_url, e.model) for e in asked)]),
        at_most=lambda picture: ceiling.at_most(
            asked, picture.width, picture.height, settings.image_size
        ),
        silence=sum(each.patience.first + LONGEST_WAIT for each in asked) + SLACK_SECONDS,
    )


def offline_look(picture: Normalised) -> Seen:
    """Return what our own measuring finds, where no model is configured."""
    ratio = aspect_ratio(picture.width, picture.height)
    return Seen(offline.describe(picture.look, ratio), usage=None)


def _provider(settings: Settings, stores: Stores | None) -> Provider | None:
    if not (asked := endpoints(settings)):
        return None
    transport = BudgetedTransport(tls_context(), CurrentCall())
    routes = [_route(settings, stores, endpoint, transport) for endpoint in asked]
    return SecondQuestion(Router(routes))


def _route(
    settings: Settings, stores: Stores | None, endpoint: Endpoint, transport: BudgetedTransport
) -> Route:
    name, weight = endpoint.provider, dict(settings.providers)[endpoint.provider]
    if stores is None:
        return Route(name, partial(make_provider, endpoint, transport), weight)
    rungs = RungStore(stores.client, PREFIX, endpoint)
    gate = Gate(stores.client, PREFIX, endpoint, limits(settings, name))
    counted = metered(gate, endpoint, stores.tally.count)
    return Route(name, partial(make_provider, endpoint, transport, rungs), weight, counted)
