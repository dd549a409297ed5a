"""A member's path: connected in the sign-in's window, charged for what a model answered."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.browser.conftest import Asked
from tests.browser.person import Person
from tests.support import pictures
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.imgpilot import ImgPilotServer
from tests.support.provider import ProviderServer
from tests.support.waiting import until

pytestmark = pytest.mark.browser

EMAIL = "somebody@mail.example"
CREDITS = 5
FREE_USES = 3


@pytest.fixture
def balance(imgpilot: ImgPilotServer) -> Iterator[None]:
    """Give the person who signs in their credits, and ImgPilot its health."""
    imgpilot.mend()
    imgpilot.set_balance(EMAIL, CREDITS)
    yield
    imgpilot.mend()


@pytest.fixture
def shelf(site: ImageHost) -> list[str]:
    """Pictures that no other test shows."""
    paths = [f"/of-a-member-{number}.jpg" for number in range(FREE_USES + 3)]
    for number, path in enumerate(paths):
        site.add(path, pictures.jpeg(144 + number, 88), "image/jpeg")
    return paths


@pytest.mark.usefixtures("balance")
def test_a_trial_ends_and_an_account_goes_on(
    person: Person, provider: ProviderServer, house: House, imgpilot: ImgPilotServer,
    shelf: list[str],
) -> None:  # fmt: skip
    person.look_at(*shelf)
    popup = person.agree(0)
    for number in range(1, FREE_USES + 1):
        popup.reaches("done")
        popup.close()
        popup = person.extract(number)
    popup.reaches("failed")
    popup.press("#way-on")
    window = person.signs_in(imgpilot.issuer)
    popup.close()
    popup = person.open_popup()
    popup.says("#account", "Connecting…")
    popup.says("#way-on", "Connecting…")
    popup.close()

    window.answer(EMAIL)
    popup = person.sees_popup()
    popup.reaches("done")
    popup.says("#account", EMAIL)
    popup.says("#allowance", f"{CREDITS - 1} credits left")
    popup.press("summary")
    assert "1 credit" in popup.words("#facts")
    popup.close()

    popup = person.extract(FREE_USES + 1)
    popup.reaches("done")
    popup.says("#allowance", f"{CREDITS - 2} credits left")
    assert _credits(house, person) == CREDITS - 2
    popup.close()

    provider.script = "500"
    popup = person.extract(FREE_USES + 2)
    popup.reaches("failed")
    assert popup.words("#reason").endswith("Nothing was charged, your balance is as before.")
    popup.says("#allowance", f"{CREDITS - 2} credits left")
    popup.press("summary")
    assert "Nothing" in popup.words("#facts")
    assert _credits(house, person) == CREDITS - 2

    token = person.token()
    popup.press("#account")
    popup.says("#account-menu button", "Disconnect")
    popup.press("#account-menu button")
    popup.says("#account", "Connect")
    assert popup.words("#allowance") == ""
    assert _asks(house, token).status_code == 401
    assert set(person.kept()) == {"latest", "settings"}


@pytest.mark.usefixtures("balance")
def test_looking_at_a_connected_account_asks_nothing(
    person: Person, imgpilot: ImgPilotServer, asked: Asked
) -> None:
    connects(person, imgpilot)
    before = asked.begun()
    # What the browser forgets when it is closed.
    person.behind.evaluate("chrome.storage.session.clear()")
    person.stop_worker()
    popup = person.open_popup()
    popup.says("#account", "Connected")
    assert popup.words("#allowance") == ""
    popup.press("#account")
    popup.says("#account-menu button", "Show email and balance")
    assert asked.begun() == before
    popup.press("#account-menu button")
    popup.says("#account", EMAIL)
    popup.says("#allowance", f"{CREDITS} credits left")
    assert asked.begun() == [*before, "GET /v1/account 200"]


@pytest.mark.usefixtures("balance")
def test_a_session_that_was_ended_elsewhere_is_said(
    person: Person, house: House, imgpilot: ImgPilotServer, shelf: list[str], asked: Asked
) -> None:
    connects(person, imgpilot)
    httpx2.post(f"{house.url}/v1/oauth/revoke", data={"token": person.token()}, trust_env=False)
    person.look_at(shelf[0])
    popup = person.agree()
    popup.reaches("failed")
    ended = "Your ImgPilot account is no longer connected. Nothing was charged."
    assert popup.words("#reason") == ended
    assert popup.words("#way-on") == "Connect an ImgPilot account"
    popup.says("#account", "No longer connected")
    assert not [call for call in asked.begun() if call.startswith("POST /v1/trial")]


@pytest.mark.usefixtures("balance")
def test_no_credits_lead_to_where_there_are_more(
    person: Person, imgpilot: ImgPilotServer, shelf: list[str]
) -> None:
    connects(person, imgpilot)
    imgpilot.set_balance(EMAIL, 0)
    person.look_at(shelf[0])
    popup = person.agree()
    popup.reaches("failed")
    assert popup.words("#reason") == "Your ImgPilot credits are used up. Nothing was charged."
    assert popup.words("#way-out") == "Get credits"
    assert popup.ask("document.querySelector('#way-out').href").startswith(imgpilot.issuer)
    popup.says("#allowance", "0 credits left")


@pytest.mark.parametrize("how", ["closed", "cancelled"])
@pytest.mark.usefixtures("balance")
def test_somebody_thinks_better_of_it(person: Person, imgpilot: ImgPilotServer, how: str) -> None:
    popup = person.open_popup()
    popup.press("#account")
    window = person.signs_in(imgpilot.issuer)
    popup.says("#account", "Connecting…")
    if how == "closed":
        window.close()
    else:
        window.answer(EMAIL, "cancel")
    popup.says("#account", "Connect")
    assert set(person.kept()) == set()


@pytest.mark.usefixtures("balance")
def test_the_sign_in_is_away(person: Person, imgpilot: ImgPilotServer) -> None:
    imgpilot.broken["/token"] = _away
    popup = person.open_popup()
    popup.press("#account")
    person.signs_in(imgpilot.issuer).answer(EMAIL)
    popup.says("#account", "Could not connect")
    popup.press("#account")
    popup.says("#account-menu p", "ImgPilot's sign-in is not answering.")
    imgpilot.mend()
    popup.press("#account-menu button")
    person.signs_in(imgpilot.issuer).answer(EMAIL)
    popup.says("#account", EMAIL)


@pytest.mark.usefixtures("balance")
def test_the_worker_is_stopped_while_somebody_signs_in(
    person: Person, imgpilot: ImgPilotServer
) -> None:
    popup = person.open_popup()
    popup.press("#account")
    window = person.signs_in(imgpilot.issuer)
    popup.close()
    person.stop_worker()
    popup = person.open_popup()
    popup.says("#account", "Connect")
    assert person.kept() == {}
    window.let_go()


def connects(person: Person, imgpilot: ImgPilotServer) -> None:
    popup = person.open_popup()
    popup.press("#account")
    person.signs_in(imgpilot.issuer).answer(EMAIL)
    popup.says("#account", EMAIL)
    popup.says("#allowance", f"{CREDITS} credits left")
    popup.close()


def _asks(house: House, token: str) -> httpx2.Response:
    bearer = {"Authorization": f"Bearer {token}"}
    return httpx2.get(f"{house.url}/v1/account", headers=bearer, trust_env=False)


def _credits(house: House, person: Person) -> int:
    """Return the balance as the service tells it, once nothing is held any more."""

    def at_rest() -> int | None:
        told = _asks(house, person.token()).json()["credits"]
        return None if told["held"] else int(told["available"])

    return until(at_rest, what="the credit to be settled or released")


def _away(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("503 Service Unavailable", [("Content-Type", "text/plain")])
    return [b"away"]
