"""A token that is over: it is replaced without a word, and nothing is charged for that."""

import pytest

from tests.browser.conftest import Asked
from tests.browser.person import Person
from tests.support import pictures
from tests.support.image_host import ImageHost
from tests.support.provider import SEEN, ProviderServer

pytestmark = pytest.mark.browser

# As a token reads whose thirty days are over: the service knows it no more.
ITS_END = """chrome.storage.local.get('token').then(({token}) =>
    chrome.storage.local.set({token: {...token, token: token.token.replace(/.$/, '!')}}))"""


def test_between_two_images(person: Person, provider: ProviderServer, asked: Asked) -> None:
    person.look_at("/embedded.png", "/plain-2.jpg")
    popup = person.agree()
    popup.reaches("done")
    popup.close()
    old = person.token()
    person.behind.evaluate(ITS_END)
    popup = person.extract(1)
    popup.reaches("done")
    assert person.token() not in {old, f"{old[:-1]}!"}
    assert asked.calls().count("POST /v1/trial 201") == 2
    popup.says("#allowance", "2 of 3 free uses left")


def test_in_the_middle_of_one(
    person: Person, provider: ProviderServer, site: ImageHost, asked: Asked
) -> None:
    site.add("/over.jpg", pictures.jpeg(140, 96), "image/jpeg")
    popup = person.agree_half_way(provider, "/over.jpg")
    popup.close()
    person.stop_worker()
    person.behind.evaluate(ITS_END)
    popup = person.open_popup()
    popup.says_something()
    provider.go_on.set()
    popup.reaches("done")
    assert popup.words("#words").startswith(SEEN["prompt"][:60])
    # The other trial's job goes on; this one reads along with it, and that is free.
    assert len(provider.requests) == 1
    popup.says("#allowance", "3 of 3 free uses left")
