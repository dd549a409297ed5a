"""What goes wrong is said, with what was charged and one way on."""

from base64 import b64encode

import pytest

from tests.browser.conftest import Asked
from tests.browser.person import Person
from tests.support import pictures
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
    assert popup.ask("document.querySelector('#picture').naturalWidth") == 288
    popup.press("summary")
    assert "image_unreachable" in popup.words("#facts")
    # The popup shows the image itself, as the page does; the service never fetched it.
    assert site.hits["/embedded.png"] <= by_the_page + 1


SHOWN_FROM_MEMORY = """async () => {
    const file = await (await fetch('/embedded.png')).blob();
    document.querySelector('img').src = URL.createObjectURL(file);
    await document.querySelector('img').decode();
}"""


def test_a_picture_in_the_memory_of_its_page_is_said_at_once(person: Person, asked: Asked) -> None:
    person.look_at("/embedded.png")
    person.page.evaluate(SHOWN_FROM_MEMORY)
    popup = person.agree()
    popup.reaches("failed")
    assert popup.words("#reason") == (
        "This image exists only in the memory of its page. "
        "Find it on a page of its own and try there. Nothing was charged."
    )
    assert popup.words("#way-on") == "Choose another image"
    assert asked.begun() == []


# Of an address above 2 MiB the browser hands on nothing at all.
@pytest.mark.parametrize("side", [800, 940])
def test_a_picture_too_large_to_be_sent_is_said_at_once(
    side: int, person: Person, asked: Asked
) -> None:
    data = b64encode(pictures.noise_png("", side)).decode()
    person.look_at(f"data:image/png;base64,{data}")
    popup = person.agree()
    popup.reaches("failed")
    reason = "This image file is larger than we read. Try a smaller version. Nothing was charged."
    assert popup.words("#reason") == reason
    assert asked.begun() == []
    assert len(str(person.kept())) < 1000


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
