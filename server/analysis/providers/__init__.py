"""One file for each dialect that providers speak; each imports its SDK.

An SDK takes a second to import, so that a dialect is imported where somebody asks, not before.
"""

from server.analysis.ask import Endpoint, Provider, Rungs
from server.net.transport import BudgetedTransport


def make_provider(
    endpoint: Endpoint, transport: BudgetedTransport, rungs: Rungs | None = None
) -> Provider:
    """Import the dialect of `endpoint` and return who speaks it there."""
    if endpoint.dialect == "gemini":
        from server.analysis.providers.gemini import Gemini  # noqa: PLC0415

        return Gemini(endpoint, transport)
    if endpoint.dialect == "chat":
        from server.analysis.providers.openai_chat import OpenAiChat  # noqa: PLC0415

        return OpenAiChat(endpoint, transport, rungs)
    from server.analysis.providers.openai_responses import OpenAiResponses  # noqa: PLC0415

    return OpenAiResponses(endpoint, transport)
