"""An evening in the house: all that people do there, told once, with what must not be found.

Two trials come through the edge, which names their addresses; a member comes straight, from an
address of loopback that nothing else has. Each browser sends along what browsers send.
"""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import httpx2
from PIL import Image
from PIL.ExifTags import Base

from server.net.redis import connect
from tests.support import pictures
from tests.support.connecting import Extension
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.member import Member
from tests.support.provider import SEEN, ProviderServer
from tests.support.visitor import Visitor

EDGE = "known-to-the-edge-and-to-us-alone"
V4, V6, PEER = "198.51.100.77", "2001:db8:abcd:12::77", "127.0.0.77"
PAGE, COOKIE, BROWSER = "a-page-of-somebody", "a-cookie-of-theirs", "a-browser-of-theirs"
QUERY = "signature-in-the-query"
ACCOUNT = "account-of-the-evening"
MAKER = "the-maker-named-in-the-file"
OWN_KEY = "sk-of-my-own-4711"
AROUND = {
    "Referer": f"https://pictures.example.org/{PAGE}",
    "Origin": "https://pictures.example.org",
    "Cookie": f"session={COOKIE}",
    "User-Agent": BROWSER,
}


@dataclass
class Story:
    """Every token that somebody held, every job as its owner saw it, and what models got."""

    tokens: list[str] = field(default_factory=list)
    jobs: list[dict[str, Any]] = field(default_factory=list)
    sent: list[tuple[dict[str, str], str]] = field(default_factory=list)


def told(house: House, images: ImageHost, first: ProviderServer, second: ProviderServer) -> Story:
    """Let it happen; no provider is in trouble when it begins."""
    story = Story()
    house.forget()
    for server in (first, second):
        server.requests.clear()
        server.headers.clear()
    with connect(house.redis_url) as client, Member(house.url, client, ACCOUNT) as member:
        house.balances.put(ACCOUNT, 20)
        direct = httpx2.HTTPTransport(local_address=PEER)
        member.http = httpx2.Client(base_url=house.url, transport=direct, timeout=30)
        member.http.headers.update(AROUND)
        for address in (V4, V6):
            with _behind_the_edge(house.url, address) as visitor:
                _asks(story, visitor, images, first)
        _asks(story, member, images, first)
        _goes_on(story, member, images)
    for server in (first, second):
        assert server.faults == []
        story.sent += zip(server.headers, map(json.dumps, server.requests), strict=True)
    return story


def _behind_the_edge(url: str, address: str) -> Visitor:
    visitor = Visitor(url)
    seen = {"Prompt-Lens-Edge": EDGE, "X-Forwarded-For": f"spoofed, {address}"}
    visitor.http.headers.update({**AROUND, **seen})
    return visitor


def _asks(story: Story, somebody: Visitor, images: ImageHost, first: ProviderServer) -> None:
    """Ask for every kind of answer, and in every way that fails."""
    story.tokens.append(somebody.token)
    said = images.add(f"/said.png?{QUERY}", pictures.png(pictures.PARAMETERS))
    seen = images.add(f"/seen.jpg?{QUERY}", _photograph(), "image/jpeg")
    lost = images.url(f"/lost.jpg?{QUERY}")
    inline = f"data:image/png;base64,{b64encode(pictures.png()).decode()}"
    first.script, first.answer = "whole", json.dumps(SEEN)
    story.jobs += [somebody.extract(url) for url in (said, seen, seen, lost, inline)]
    first.script = "503"
    story.jobs.append(somebody.extract(seen, fresh=True))
    first.script = "whole"
    proof = somebody.prove(seen).json()["proof"]
    story.tokens.append(proof)
    assert somebody.redeem(lost, proof).status_code == 422
    assert somebody.redeem(seen, proof).status_code == 202
    assert somebody.prove(f"ftp://images.test/?{QUERY}").status_code == 422
    assert somebody.prove(seen, page=PAGE).status_code == 400
    wrong = {"Authorization": f"Bearer {somebody.token}x"}
    assert somebody.http.get(f"/v1/account?{QUERY}", headers=wrong).status_code == 401


def _photograph() -> bytes:
    about, out = Image.Exif(), BytesIO()
    about[Base.Artist] = MAKER
    pictures.picture(1500, 1000).save(out, "JPEG", exif=about, comment=MAKER)
    return out.getvalue()


def _goes_on(story: Story, member: Member, images: ImageHost) -> None:
    """Do what members alone do, and begin to connect once more."""
    brought = member.http.put(
        "/v1/account/keys/openai", json={"key": OWN_KEY}, headers=member.headers
    )
    assert brought.status_code == 204, brought.text
    url = images.add(f"/own.jpg?{QUERY}", pictures.jpeg(), "image/jpeg")
    story.jobs.append(member.extract(url))
    begun = member.http.get("/v1/connect/authorize", params=Extension().asks)
    assert begun.status_code == 302, begun.text
