"""A provider of each dialect, asked over its real wire."""

import ssl
from functools import cache
from typing import Any, Literal

from server.analysis.ask import Endpoint, Provider, Question
from server.analysis.call_clock import CurrentCall, Patience
from server.analysis.providers import make_provider
from server.analysis.providers.dialect import Dialect
from server.net.transport import BudgetedTransport
from tests.analysis.listening import Heard
from tests.support.provider import provider_server
from tests.support.wires import WIRES

DialectName = Literal["responses", "chat", "gemini"]
DIALECTS: tuple[DialectName, ...] = ("responses", "chat", "gemini")
KEY = "sk-test"
QUESTION = Question(b"\xff\xd8jpeg", "standard", "en", seconds_left=30)
GENEROUS = Patience(total=10, first=10, idle=10)


@cache
def transport() -> BudgetedTransport:
    return BudgetedTransport(ssl.create_default_context(), CurrentCall())


def endpoint(
    dialect: DialectName, port: int, patience: Patience = GENEROUS, *, is_own: bool = True
) -> Endpoint:
    origin = f"http://127.0.0.1:{port}"
    return Endpoint(
        provider="gemini" if dialect == "gemini" else "openai",
        dialect=dialect,
        base_url=origin if dialect == "gemini" else f"{origin}/v1",
        model=WIRES[dialect].model,
        patience=patience,
        is_own=is_own,
        key=KEY,
    )


@cache
def warm(dialect: DialectName) -> None:
    """Ask once: an SDK is loaded, and builds its models, at the first question of a process."""
    with provider_server() as server:
        make_provider(endpoint(dialect, server.port), transport()).ask(QUESTION, Heard())


def provider(dialect: DialectName, port: int, *patience: Patience, **more: Any) -> Provider:
    """Return a provider whose SDK is warm: getting so takes longer than the deadlines here."""
    warm(dialect)
    made = make_provider(endpoint(dialect, port, *patience, **more), transport())
    assert isinstance(made, Dialect)
    made._sdk  # type: ignore[attr-defined]  # noqa: B018  (made at its first use)
    return made
