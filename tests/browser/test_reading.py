"""A right-click becomes a prompt."""

from base64 import b64encode

import pytest

from tests.browser.conftest import Asked
from tests.browser.person import Person
from tests.support import pictures
from tests.support.provider import SEEN, ProviderServer
from tests.support.waiting import until

pytestmark = pytest.mark.browser

MORE_MODES = ("GPT Image", "Nano Banana", "Anime tags", "JSON")
# Where each tab begins and ends, More the last.
EDGES = """[...document.querySelectorAll('#choice .tab')]
    .flatMap(tab => [tab.getBoundingClientRect().left, tab.getBoundingClientRect().right])"""
IN_THE_MENU = "[...document.querySelectorAll('#menu button')]"
ROOM = 384 - 16


def test_the_prompt_of_the_file_is_read(person: Person, provider: ProviderServer) -> None:
    person.look_at("/embedded.png")
    popup = person.agree()
    popup.reaches("done")
    assert "a lighthouse on a cliff" in popup.words("#words")
    assert popup.words("#origin") == "From the file"
    assert "Free" in popup.words("#stage")
    assert popup.focused() == "copy"
    assert provider.requests == []
    assert popup.ask("document.querySelector('#picture').naturalWidth") == 288

    popup.press('[data-mode="stable-diffusion"]')
    until(lambda: "people, text" in popup.words("#negative"), what="the negative prompt")
    popup.press("summary")
    assert "Sampler" in popup.words("#facts")
    assert "Nothing" in popup.words("#facts")


def test_a_picture_that_is_written_into_its_page_is_read(
    person: Person, provider: ProviderServer
) -> None:
    data = pictures.noise_png(pictures.PARAMETERS, 560)
    person.look_at(f"data:image/png;base64,{b64encode(data).decode()}")
    popup = person.agree()
    popup.reaches("done")
    assert "a lighthouse on a cliff" in popup.words("#words")
    assert popup.words("#origin") == "From the file"
    assert provider.requests == []
    assert popup.ask("document.querySelector('#picture').naturalWidth") == 560
    assert set(person.kept()) == {"latest", "settings", "token"}


def test_the_prompt_of_a_model_grows(person: Person, provider: ProviderServer) -> None:
    popup = person.agree_half_way(provider, "/plain-0.jpg")
    assert popup.state == "working"
    half = popup.words("#words")
    assert SEEN["prompt"].startswith(half)
    assert popup.words("#stage") == "Looking at the image…"

    provider.go_on.set()
    popup.reaches("done")
    assert popup.words("#words").startswith(SEEN["prompt"][:60])
    assert popup.words("#title") == SEEN["title"]
    assert popup.words("#origin") == "Inferred"
    until(lambda: popup.words("#allowance") == "2 of 3 free uses left", what="the uses left")
    popup.press("#copy")
    until(lambda: popup.words("#copy") == "Copied", what="Copied")
    until(lambda: popup.words("#copy") == "Copy", what="Copy again")


def test_the_tabs_leave_each_other_room(person: Person) -> None:
    person.look_at("/embedded.png")
    popup = person.agree()
    popup.reaches("done")
    for mode in MORE_MODES:
        popup.ask(f"{IN_THE_MENU}.find(each => each.textContent === {mode!r}).click()")
        popup.says("#modes [aria-selected=true]", mode)
        edges = popup.ask(EDGES)
        assert edges == sorted(edges), f"{mode}: {edges}"
        assert edges[-1] <= ROOM


def test_the_newer_of_two_images_is_shown(
    person: Person, provider: ProviderServer, asked: Asked
) -> None:
    popup = person.agree_half_way(provider, "/plain-0.jpg", "/embedded.png")
    popup.close()
    popup = person.extract(1)
    popup.reaches("done")
    provider.go_on.set()
    until(lambda: asked.jobs() == 2, what="both jobs")
    assert "a lighthouse on a cliff" in popup.words("#words")
