"""Nothing leaves the browser before somebody agreed; afterwards only what was promised."""

import pytest

from tests.browser.conftest import Asked
from tests.browser.person import Person
from tests.support.house import House
from tests.support.image_host import NAME, ImageHost

pytestmark = pytest.mark.browser


def test_nothing_is_requested_before_the_first_time_button(
    person: Person, house: House, site: ImageHost, asked: Asked
) -> None:
    person.look_at("/embedded.png")
    seen_by_the_page = site.hits["/embedded.png"]
    popup = person.extract()
    popup.reaches("consent")
    assert "not for private images" in popup.words("#welcome")
    popup.close()
    popup = person.open_popup()
    popup.reaches("consent")

    assert asked.begun() == []
    assert site.hits["/embedded.png"] == seen_by_the_page

    popup.press("#consent")
    popup.reaches("done")
    begun = [call.rsplit(" ", 1)[0] for call in asked.begun()[:3]]
    assert begun == ["POST /v1/trial", "POST /v1/proofs", "POST /v1/extractions"]
    popup.close()

    popup = person.extract()
    assert popup.state != "consent"
    popup.reaches("done")
    assert set(person.kept()) == {"latest", "settings", "token"}
    assert person.requests() == {house.url.removeprefix("http://"), NAME}
