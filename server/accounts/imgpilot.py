"""The sign-in of ImgPilot: our side of OpenID Connect, as a confidential client.

The addresses come from its discovery document; the keys are read anew for every
connection, so that none that was withdrawn is trusted. ImgPilot says who a person is with
an ID token that carries `sub` and `email` (scope `openid email`).
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

import httpcore2
import httpx2
from authlib.integrations.httpx_client import OAuth2Client, OAuthError
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, Field

from server.domain.account import Account
from server.errors import ConnectRefused, ImgPilotUnavailable
from server.net.budget import OutOfBytes, OutOfTime, WireBudget
from server.net.tls import tls_context
from server.net.transport import BudgetedTransport

SCOPE = "openid email"
DISCOVERY = "/.well-known/openid-configuration"
DISCOVERY_SECONDS = 600
SECONDS = 5.0
MOST_BYTES = 256 * 1024
SKEW_SECONDS = 30
# Signatures by a public key alone: none, or one by our own secret, proves nothing.
ALGORITHMS = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")
SILENCE = (
    httpx2.HTTPError, httpx2.InvalidURL, httpcore2.NetworkError, httpcore2.TimeoutException,
    httpcore2.ProtocolError, OutOfTime, OutOfBytes, ValueError, RecursionError,
)  # fmt: skip


class _Addresses(BaseModel):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    authorization_response_iss_parameter_supported: bool = False


class _Person(BaseModel):
    # The id becomes part of keys.
    sub: Annotated[str, Field(pattern=r"^[A-Za-z0-9._@|:+-]{1,255}$")]
    email: Annotated[str, Field(min_length=3, max_length=320)]


class ImgPilot:
    """Raises ImgPilotUnavailable where it does not answer in time and in its published form."""

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        client_secret: str,
        redirect_uri: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is dialled yet."""
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri
        self._clock = clock
        self._known: tuple[float, _Addresses] | None = None

    def sign_in_url(self, *, state: str, nonce: str, verifier: str) -> str:
        """Return where the person signs in."""
        with self._calling() as client:
            endpoint = self._addresses(client).authorization_endpoint
            url, _ = client.create_authorization_url(
                endpoint, state=state, nonce=nonce, code_verifier=verifier
            )
        return str(url)

    def account(self, answer: Mapping[str, str], *, nonce: str, verifier: str) -> Account:
        """Return who signed in, from the parameters with which the browser came back.

        Raises ConnectRefused: `access_denied` where ImgPilot says that nobody did,
        `server_error` for whatever is not its answer to this very sign-in.
        """
        with self._calling() as client:
            addresses = self._addresses(client)
            _require_issuer(answer.get("iss"), addresses)
            if (error := answer.get("error")) == "access_denied":
                raise ConnectRefused("the sign-in was not finished", oauth_error=error)
            if error is not None:
                raise _not_ours("error")
            token = client.fetch_token(
                addresses.token_endpoint,
                grant_type="authorization_code",
                code=answer.get("code", ""),
                code_verifier=verifier,
            )
            keys = _read(client, addresses.jwks_uri).json()
        person = self._proven(token, keys, nonce)
        return Account(person.sub, person.email)

    def _proven(self, token: Mapping[str, Any], keys: Any, nonce: str) -> _Person:  # noqa: ANN401
        """Check the ID token as OpenID Connect Core, section 3.1.3.7, asks."""
        try:
            decoded = jwt.decode(token["id_token"], KeySet.import_key_set(keys), ALGORITHMS)
            expected = {"iss": {"value": self._issuer}, "aud": {"value": self._client_id}}
            ours = {"nonce": nonce, "client_id": self._client_id}
            claims = CodeIDToken(decoded.claims, decoded.header, expected, ours)
            claims.validate(leeway=SKEW_SECONDS)
            return _Person.model_validate(dict(claims))
        except (JoseError, LookupError, TypeError, ValueError, RecursionError) as error:
            raise _not_ours(type(error).__name__) from error

    def _addresses(self, client: httpx2.Client) -> _Addresses:
        if self._known and self._clock() < self._known[0]:
            return self._known[1]
        url = self._issuer.rstrip("/") + DISCOVERY
        addresses = _Addresses.model_validate_json(_read(client, url).content)
        if addresses.issuer != self._issuer:
            raise ImgPilotUnavailable("its discovery names another issuer")
        self._known = (self._clock() + DISCOVERY_SECONDS, addresses)
        return addresses

    @contextmanager
    def _calling(self) -> Iterator[Any]:
        """Hand out a client for one visit, with one deadline and one budget of bytes."""
        client = OAuth2Client(
            self._client_id,
            self._client_secret,
            scope=SCOPE,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            transport=BudgetedTransport(tls_context(), WireBudget(SECONDS, MOST_BYTES)),
            trust_env=False,
            follow_redirects=False,
            event_hooks={"response": [_require_plain]},
        )
        try:
            with client:
                yield client
        except OAuthError as error:
            raise _not_ours(str(error.error)) from error
        except SILENCE as error:
            raise ImgPilotUnavailable(type(error).__name__) from error


def _read(client: httpx2.Client, url: str) -> httpx2.Response:
    # Without `auth=None` the library would send the token along.
    return client.get(url, auth=None).raise_for_status()


def _require_issuer(iss: str | None, addresses: _Addresses) -> None:
    """Refuse an answer that another server sent (RFC 9207, section 2.4)."""
    is_sent = addresses.authorization_response_iss_parameter_supported
    if iss != addresses.issuer and (is_sent or iss is not None):
        raise _not_ours("iss")


def _require_plain(response: httpx2.Response) -> None:
    # A few packed bytes could become a hundred megabytes.
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise OutOfBytes


def _not_ours(reason: str) -> ConnectRefused:
    return ConnectRefused(f"ImgPilot's answer: {reason}", oauth_error="server_error")
