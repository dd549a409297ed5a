"""An extension that connects an account, and the browser window it does it in."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.settings import EXTENSION_ID

REDIRECT = f"https://{EXTENSION_ID}.chromiumapp.org/"
EMAIL = "somebody@example.com"


def challenge(verifier: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def is_home(url: str) -> bool:
    """Tell whether a redirect leads to the registered address, whatever its query."""
    return url.partition("?")[0] == REDIRECT


@dataclass
class Extension:
    """One try to connect; the verifier and the state stay with it."""

    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    @property
    def asks(self) -> dict[str, str]:
        return {
            "response_type": "code",
            "client_id": "prompt-lens-extension",
            "redirect_uri": REDIRECT,
            "state": self.state,
            "code_challenge": challenge(self.verifier),
            "code_challenge_method": "S256",
        }

    def shows(self, code: str) -> dict[str, str]:
        return {
            "grant_type": "authorization_code",
            "client_id": "prompt-lens-extension",
            "redirect_uri": REDIRECT,
            "code": code,
            "code_verifier": self.verifier,
        }


@dataclass
class Window:
    """A browser: it keeps our cookies and follows redirects by hand."""

    web: FlaskClient

    def authorize(self, asks: Mapping[str, str]) -> TestResponse:
        return self.web.get("/v1/connect/authorize", query_string=dict(asks))

    def begin(self, extension: Extension) -> str:
        """Return where ImgPilot's sign-in is."""
        answer = self.authorize(extension.asks)
        assert answer.status_code == 302, answer.data
        return str(answer.location)

    def sign_in(self, url: str, email: str = EMAIL, answer: str = "continue") -> str:
        """Fill in ImgPilot's form; return where it sends the browser."""
        with httpx2.Client(trust_env=False) as imgpilot:
            assert "Stand-in ImgPilot" in imgpilot.get(url).text
            sent = imgpilot.post(url, data={"email": email, "answer": answer})
        assert sent.status_code == 302, sent.text
        return str(sent.headers["Location"])

    def come_back(self, url: str) -> TestResponse:
        there = urlsplit(url)
        return self.web.get(f"{there.path}?{there.query}")

    def connect(self, extension: Extension, email: str = EMAIL) -> dict[str, str]:
        """Go the whole way; return what the extension finds in its redirect."""
        answer = self.come_back(self.sign_in(self.begin(extension), email))
        assert answer.status_code == 302, answer.data
        assert is_home(str(answer.location))
        return query(str(answer.location))

    def redeem(self, extension: Extension, code: str, **more: str) -> TestResponse:
        return self.web.post("/v1/oauth/token", data={**extension.shows(code), **more})

    def member(self, email: str = EMAIL) -> dict[str, str]:
        """Connect; return the headers of a member."""
        extension = Extension()
        answer = self.redeem(extension, self.connect(extension, email)["code"])
        token: Any = answer.get_json()
        return {"Authorization": f"Bearer {token['access_token']}"}
