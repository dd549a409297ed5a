"""What goes wrong is said, with what was charged and one way on."""

import pytest

from tests.browser.person import Person
from tests.support.image_host import ImageHost
from tests.support.provider import ProviderServer

pytestmark = pytest.mark.browser


def test_a_host_that_leads_into_our_network_is_not_followed(
    person: Person, site: ImageHost
) -> None:
    person.look_at("/moved.png")
    by_the_page = site.hits["/embedded.png"]
    popup = person.agree()
    popup.reaches("failed")
    reason = "The image could not be reached from our server. Nothing was charged."
    assert popup.words("#reason") == reason
    assert popup.words("#way-out") == "Open the image in its own tab"
    assert popup.ask("document.querySelector('#picture').naturalWidth") == 96
    popup.press("summary")
    assert "image_unreachable" in popup.words("#facts")
    # The popup shows the image itself, as the page does; the service never fetched it.
    assert site.hits["/embedded.png"] <= by_the_page + 1


def test_the_fourth_free_use_leads_to_an_account(person: Person, provider: ProviderServer) -> None:
    person.look_at(*(f"/plain-{number}.jpg" for number in range(4)))
    popup = person.agree(0)
    for number in (1, 2, 3):
        popup.reaches("done")
        popup.close()
        popup = person.extract(number)
    popup.reaches("failed")
    assert popup.words("#reason") == "Your free uses are used up. Nothing was charged."
    assert popup.words("#way-on") == "Connect an ImgPilot account"
    assert popup.words("#account") == "Connect"
    assert popup.words("#allowance") == "0 of 3 free uses left"
    assert len(provider.requests) == 3
