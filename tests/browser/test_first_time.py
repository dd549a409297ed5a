"""Nothing leaves the browser before somebody agreed; afterwards only what was promised."""

import pytest

from tests.browser.conftest import Asked
from tests.browser.person import Person
from tests.support.house import House
from tests.support.image_host import NAME, ImageHost

pytestmark = pytest.mark.browser


def test_pl_01_06_09_18_what_is_sent_and_kept_and_nothing_before_the_button(
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
    assert set(person.known()) == {"account", "allowance", "progress"}
    api = house.url.removeprefix("http://")
    assert person.requests() == {
        f"POST {api}/v1/trial",
        f"POST {api}/v1/proofs",
        f"POST {api}/v1/extractions",
        f"GET {api}/v1/extractions/*/events",
        # The selected image itself, from its own host.
        f"GET {NAME}/embedded.png",
    }
