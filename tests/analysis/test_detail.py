"""The operator's choice of a size: from the setting to a question, and from there to the wire."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from server.analysis.ask import Answer, Listener, Question
from server.app import routes
from server.app.rooms import make_rooms
from server.domain.job import Order
from server.domain.sizing import Sizing
from server.errors import ProviderUnavailable
from server.settings import Settings
from tests.analysis.asking import DIALECTS, QUESTION, DialectName, provider
from tests.analysis.listening import Heard
from tests.support import pictures
from tests.support.provider import provider_server
from tests.support.wires import Event

SIZES: dict[Sizing, tuple[int, int]] = {
    "standard": (1024, 768), "economy": (512, 384), "text": (1835, 1376),
}  # fmt: skip
TOLD: dict[Sizing, tuple[str, str]] = {
    "standard": ("high", "MEDIA_RESOLUTION_MEDIUM"),
    "economy": ("low", "MEDIA_RESOLUTION_LOW"),
    "text": ("high", "MEDIA_RESOLUTION_HIGH"),
}


class Asked:
    def ask(self, question: Question, listener: Listener) -> Answer:
        self.question = question
        raise ProviderUnavailable


@pytest.mark.parametrize("sizing", SIZES)
def test_a_picture_is_shrunk_to_the_size_and_the_model_is_asked_about_that(
    sizing: Sizing, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked()
    monkeypatch.setattr(routes, "_provider", lambda *_: asked)
    rooms, decoders = make_rooms(Settings(image_size=sizing), None)
    picture = rooms.normalise(pictures.jpeg(4032, 3024), 20)
    decoders.close()
    with pytest.raises(ProviderUnavailable):
        rooms.look_up(picture, Order("", "en", fresh=False), None).ask(lambda: 20, Heard())

    assert asked.question.sizing == sizing
    with Image.open(BytesIO(asked.question.jpeg)) as shrunk:
        assert shrunk.size == SIZES[sizing]


STATED: dict[DialectName, Callable[[Event], object]] = {
    "responses": lambda sent: sent["input"][0]["content"][1]["detail"],
    "chat": lambda sent: sent["messages"][1]["content"][1]["image_url"]["detail"],
    "gemini": lambda sent: sent["generationConfig"]["mediaResolution"],
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("sizing", SIZES)
def test_every_request_says_how_closely_to_look(dialect: DialectName, sizing: Sizing) -> None:
    with provider_server() as server:
        provider(dialect, server.port).ask(replace(QUESTION, sizing=sizing), Heard())
        assert server.faults == []
        (sent,) = server.requests
    assert STATED[dialect](sent) == TOLD[sizing][dialect == "gemini"]
