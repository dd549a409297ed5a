"""Who is asked what a picture shows, and how long that may take."""

import json
from functools import partial
from typing import Literal

from server.analysis import ceiling, offline
from server.analysis.ask import Endpoint, Listener, Provider, Question
from server.analysis.call_clock import CurrentCall, Patience
from server.domain.picture import Normalised, aspect_ratio
from server.jobs.asking import Model
from server.jobs.compose import Seen
from server.settings import GEMINI_URL, OPENAI_URL, Settings

JOB_SECONDS = 30.0
OWN_SERVER_JOB_SECONDS = 135.0
PATIENCE = Patience(total=25, first=6, idle=5)
OWN_SERVER_PATIENCE = Patience(total=120, first=60, idle=30)
NO_KEY = "none"
SLACK_SECONDS = 3.0


def job_seconds(settings: Settings) -> float:
    """Return a job's deadline: a model server of one's own may take its time."""
    is_own = any(endpoint.is_own for endpoint in endpoints(settings))
    return OWN_SERVER_JOB_SECONDS if is_own else JOB_SECONDS


def chosen_model(settings: Settings) -> Model | None:
    """Return who is asked what a picture shows; None where nobody is configured."""
    provider, asked = _provider(settings), endpoints(settings)
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
        silence=sum(endpoint.patience.first for endpoint in asked) + SLACK_SECONDS,
    )


def offline_look(picture: Normalised) -> Seen:
    """Return what our own measuring finds, where no model is configured."""
    ratio = aspect_ratio(picture.width, picture.height)
    return Seen(offline.describe(picture.look, ratio), usage=None)


def endpoints(settings: Settings) -> list[Endpoint]:
    """Return the providers that are configured, in the operator's order."""
    chosen = (_endpoint(settings, name) for name in dict.fromkeys(settings.providers))
    return [endpoint for endpoint in chosen if endpoint.is_own or endpoint.key != NO_KEY]


def _provider(settings: Settings) -> Provider | None:
    chosen = endpoints(settings)
    if not chosen:
        return None
    from server.analysis.providers import make_provider  # noqa: PLC0415
    from server.analysis.router import Route, Router  # noqa: PLC0415
    from server.net.tls import tls_context  # noqa: PLC0415
    from server.net.transport import BudgetedTransport  # noqa: PLC0415

    transport = BudgetedTransport(tls_context(), CurrentCall())
    return Router([Route(e.provider, partial(make_provider, e, transport)) for e in chosen])


def _endpoint(s: Settings, name: Literal["openai", "gemini"]) -> Endpoint:
    key, url, usual, model = {
        "openai": (s.openai_key, s.openai_base_url, OPENAI_URL, s.openai_model),
        "gemini": (s.gemini_key, s.gemini_base_url, GEMINI_URL, s.gemini_model),
    }[name]
    is_own = url.rstrip("/") != usual
    dialect = s.openai_api if name == "openai" else name
    if dialect == "auto":
        dialect = "chat" if is_own else "responses"
    patience = OWN_SERVER_PATIENCE if is_own else PATIENCE
    return Endpoint(name, dialect, url, model, patience, is_own, key or NO_KEY)
