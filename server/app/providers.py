"""Which providers are configured, how long and how much they may be asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from server.analysis.ask import Endpoint, Limits
from server.analysis.call_clock import Patience
from server.analysis.prices import highest_price, is_past
from server.domain.account import OwnKey, ProviderName
from server.settings import GEMINI_URL, OPENAI_URL, Settings, SettingsError

JOB_SECONDS = 30.0
OWN_SERVER_JOB_SECONDS = 135.0
PATIENCE = Patience(total=25, first=6, idle=5)
OWN_SERVER_PATIENCE = Patience(total=120, first=60, idle=30)
NO_KEY = "none"


def job_seconds(settings: Settings) -> float:
    """Return a job's deadline: a model server of one's own may take its time."""
    is_own = any(endpoint.is_own for endpoint in endpoints(settings))
    return OWN_SERVER_JOB_SECONDS if is_own else JOB_SECONDS


def endpoints(settings: Settings) -> list[Endpoint]:
    """Return the providers that are configured, in the operator's order."""
    chosen = (_endpoint(settings, name) for name in dict(settings.providers))
    return [endpoint for endpoint in chosen if endpoint.is_own or endpoint.key != NO_KEY]


def limits(s: Settings, name: ProviderName) -> Limits:
    """Return how much a provider may be asked."""
    if name == "openai":
        return Limits(s.openai_at_once, s.openai_usd_per_day)
    return Limits(s.gemini_at_once, s.gemini_usd_per_day)


def check_models(settings: Settings, today: date) -> None:
    """Raise SettingsError where a model is no longer served, or has a cap and no known price."""
    if faults := list(_faults(settings, today)):
        raise SettingsError("\n".join(faults))


def _faults(settings: Settings, today: date) -> Iterator[str]:
    for endpoint in endpoints(settings):
        name = f"PROMPT_LENS_{endpoint.provider.upper()}"
        if not endpoint.is_own and is_past(endpoint.model, today):
            yield f"{name}_MODEL: this model is no longer served; choose another."
        is_capped = limits(settings, endpoint.provider).usd_per_day is not None
        if is_capped and highest_price(endpoint.model, 1, 1) is None:
            yield f"{name}_USD_PER_DAY: the price of this model is not known."


def own_endpoint(s: Settings, own: OwnKey) -> Endpoint:
    """Return where a member's own key is used: at its maker, wherever the operator asks.

    In development it goes where the operator's own would, so that it can be tried.
    """
    usual = {"openai_base_url": OPENAI_URL, "gemini_base_url": GEMINI_URL}
    there = s if s.env == "development" else s.model_copy(update=usual)
    model = own.model or Settings.model_fields[f"{own.provider}_model"].default
    return replace(_endpoint(there, own.provider), key=own.key, model=model)


def _endpoint(s: Settings, name: ProviderName) -> Endpoint:
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
