"""The stand-in's OpenID Connect provider: Authlib's, with one confidential client."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import OpenIDCode
from flask import Flask
from joserfc import jwt
from joserfc.jwk import ECKey

from dev.imgpilot.people import Person

ALGORITHM = "ES256"
CODE_SECONDS = 60
TOKEN_SECONDS = 300
Claims = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Client(ClientMixin):  # type: ignore[misc]
    """Prompt Lens, as ImgPilot knows it."""

    client_id: str
    client_secret: str
    redirect_uri: str

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(each for each in (scope or "").split() if each in {"openid", "email"})

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret, self.client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return (method, endpoint) == ("client_secret_basic", "token")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code stands for."""

    person: Person
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    ends_at: float

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope


class S256(CodeChallenge):  # type: ignore[misc]
    """No other method, and never none."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:  # noqa: ANN401
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or not asked.get("code_challenge_method"):
            raise InvalidRequestError("Missing 'code_challenge' or its method.")
        super().validate_code_challenge(grant, redirect_uri)


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    """Codes in memory, each taken once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

    def save_authorization_code(self, code: str, request: Any) -> None:  # noqa: ANN401
        asked = request.payload.data
        self.server.codes[code] = Code(
            person=request.user,
            redirect_uri=request.payload.redirect_uri,
            scope=request.scope,
            nonce=asked.get("nonce", ""),
            code_challenge=asked["code_challenge"],
            code_challenge_method=asked["code_challenge_method"],
            ends_at=time.time() + CODE_SECONDS,
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:  # noqa: ARG002
        found: Code | None = self.server.codes.pop(code, None)
        return found if found and found.ends_at > time.time() else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        pass

    def authenticate_user(self, authorization_code: Code) -> Person:
        return authorization_code.person


class _IdToken(OpenIDCode):  # type: ignore[misc]
    def __init__(self, provider: "Provider") -> None:
        super().__init__(require_nonce=True)
        self._provider = provider

    def exists_nonce(self, nonce: str, request: Any) -> bool:  # noqa: ANN401, ARG002
        return False

    def encode_id_token(self, token: Claims, request: Any) -> str:  # noqa: ANN401, ARG002
        code, now = request.authorization_code, int(time.time())
        claims = {
            "iss": self._provider.issuer,
            "sub": code.person.id,
            "aud": request.client.client_id,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "nonce": code.nonce,
        }
        if "email" in code.scope.split():
            claims |= {"email": code.person.email, "email_verified": True}
        return self._provider.sign(claims)


class _Named(IssuerParameter):  # type: ignore[misc]
    def __init__(self, provider: "Provider") -> None:
        self._provider = provider
        super().__call__(provider)

    def get_issuer(self) -> str:
        return self._provider.named


class Provider(AuthorizationServer):  # type: ignore[misc]
    """Who signs in, and what is said of them.

    `sign` makes the ID token of its claims and `named` is the issuer that an answer names;
    a test may put others in their place.
    """

    def __init__(self, app: Flask, issuer: str, client: Client) -> None:
        """Make a new key."""
        super().__init__(
            app,
            query_client=lambda name: client if name == client.client_id else None,
            save_token=lambda *_: None,
        )
        self.issuer = issuer
        self.codes: dict[str, Code] = {}
        self.key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
        self.sign: Callable[[Claims], str] = self.sign_honestly
        self.named = issuer
        self.register_grant(CodeGrant, [S256(), _IdToken(self)])
        _Named(self)

    def sign_honestly(self, claims: Claims) -> str:
        """Return the claims as a token under the published key."""
        header = {"alg": ALGORITHM, "kid": self.key.kid}
        return jwt.encode(header, claims, self.key, [ALGORITHM])

    def discovery(self) -> dict[str, Any]:
        """Return the document that says where everything is (OpenID Connect Discovery)."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "scopes_supported": ["openid", "email"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }
