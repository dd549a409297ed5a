"""The extension's authorization server: Authlib's, narrowed to one public client and S256.

Authorization code with PKCE (RFC 6749, 7636, 9700). Every redirect names us as its issuer
(RFC 9207) and leads to a registered address: `https://<extension's id>.chromiumapp.org/`,
which is what `chrome.identity.getRedirectURL()` says, and no other path of it.
"""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import AuthorizationServer, OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import InsecureTransportError, InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7636 import CodeChallenge
from flask import Response
from werkzeug.datastructures import MultiDict

from server.accounts.one_time_store import Code, OneTimeStore
from server.accounts.sessions import SESSION_SECONDS, Sessions
from server.errors import ConnectRefused, PromptLensError

log = logging.getLogger(__name__)

CLIENT_ID = "prompt-lens-extension"
LONGEST_STATE = 512
Parameters = MultiDict[str, str]


class _Request(OAuth2Request):  # type: ignore[misc]
    """A request by its parameters alone: those of the query or of the form, never both."""

    form: Parameters = MultiDict()

    def __init__(self, method: str, url: str, parameters: Parameters) -> None:
        super().__init__(method, url)
        self.form = parameters
        self.payload = BasicOAuth2Payload(parameters)
        # Otherwise a parameter that is sent twice would pass for one.
        self.payload._datalist = parameters.to_dict(flat=False)  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class _Extension:
    """The one client, as Authlib asks for it."""

    redirect_uris: frozenset[str]

    def check_redirect_uri(self, uri: str) -> bool:
        return uri in self.redirect_uris

    def check_endpoint_auth_method(self, method: str, _: str) -> bool:
        return method == "none"

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, _: str) -> str:
        return ""


class _S256(CodeChallenge):  # type: ignore[misc]
    """The library lets `plain` pass, and no challenge at all; here both are errors."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:  # noqa: ANN401
        asked = grant.request.payload.data
        for name in ("state", "code_challenge", "code_challenge_method"):
            if not asked.get(name):
                raise InvalidRequestError(f"Missing '{name}' in request.")
        if len(asked["state"]) > LONGEST_STATE:
            raise InvalidRequestError("The 'state' in request is too long.")
        super().validate_code_challenge(grant, redirect_uri)


class _CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = ("none",)

    def save_authorization_code(self, code: str, request: _Request) -> None:
        asked = {name: request.form[name] for name in ("redirect_uri", "code_challenge")}
        self.server.codes.keep(code, Code(account_id=request.user, **asked))

    def query_authorization_code(self, code: str, client: _Extension) -> Code | None:
        # Taken before anything is compared: a wrong verifier burns the code too.
        found: Code | None = self.server.codes.take(code)
        return found if found and client.check_redirect_uri(found.redirect_uri) else None

    def delete_authorization_code(self, _: Code) -> None:
        """Nothing is left to delete."""

    def authenticate_user(self, code: Code) -> str:
        return code.account_id


class ExtensionServer(AuthorizationServer):  # type: ignore[misc]
    """Gives codes and tokens to the extensions that the operator named."""

    def __init__(
        self,
        *,
        issuer: str,
        extension_ids: Iterable[str],
        codes: OneTimeStore[Code],
        sessions: Sessions,
        is_known: Callable[[str], bool],
        adopt: Callable[[str, str], None],
    ) -> None:
        """`is_known` says whether an account is kept.

        `adopt` takes a trial's token and the account that the trial goes over to.
        """
        super().__init__()
        uris = frozenset(f"https://{each}.chromiumapp.org/" for each in extension_ids)
        self.codes = codes
        self._issuer = issuer
        self._client = _Extension(uris)
        self._sessions = sessions
        self._is_known = is_known
        self._adopt = adopt
        self.register_grant(_CodeGrant, [_S256()])
        self.register_token_generator("default", self._open_session)

    def check(self, asked: Parameters) -> Response | None:
        """Return None for a request to go on with, else the redirect that says what is wrong.

        Raises ConnectRefused where there is no registered address to say it to.
        """
        request = self._request("GET", asked)
        try:
            self.get_consent_grant(request)
        except OAuth2Error as error:
            return self.handle_error_response(request, error)
        except ValueError as error:
            raise ConnectRefused("characters that Authlib cannot put into an error") from error
        return None

    def give_code(self, asked: Parameters, account_id: str) -> Response:
        """Return the redirect that brings the extension its one-time code."""
        request = self._request("GET", asked)
        grant = self.get_authorization_grant(request)
        answer: Response = self.create_authorization_response(request, account_id, grant)
        return answer

    def refuse(self, asked: Parameters, oauth_error: str) -> Response:
        """Return the redirect that tells the extension why there is no code."""
        uri, state = asked["redirect_uri"], asked["state"]
        error = OAuth2Error(error=oauth_error, redirect_uri=uri, state=state)
        return self.handle_error_response(None, error)

    def give_token(self, form: Parameters) -> Response:
        """Return the session's token for a code and its verifier. Raises ConnectRefused."""
        answer: Response = self.create_token_response(self._request("POST", form))
        return answer

    def save_token(self, _: dict[str, Any], request: _Request) -> None:
        """Let the account adopt the trial, where one was brought; a bad one spoils nothing."""
        if trial_token := request.form.get("trial_token"):
            try:
                self._adopt(trial_token, request.user)
            except PromptLensError as error:
                log.info("a trial was not adopted: %s", error.code)

    def query_client(self, client_id: str) -> _Extension | None:
        """Return the one client there is."""
        return self._client if client_id == CLIENT_ID else None

    def create_oauth2_request(self, request: _Request) -> _Request:
        """Return what is a request already."""
        return request

    def send_signal(self, *_: object, **__: object) -> None:
        """Tell nobody."""

    def handle_error_response(self, request: _Request | None, error: OAuth2Error) -> Response:
        """Answer at the registered address. Raises ConnectRefused where there is none."""
        if not error.redirect_uri:
            raise ConnectRefused(error.error, oauth_error=error.error) from error
        answer: Response = super().handle_error_response(request, error)
        return answer

    def handle_response(
        self, status: int, body: str | dict[str, Any], headers: list[tuple[str, str]]
    ) -> Response:
        """Write Authlib's answer as Flask's."""
        response = Response(json.dumps(body) if isinstance(body, dict) else body, status, headers)
        if response.location:
            response.location = add_params_to_uri(response.location, {"iss": self._issuer})
        return response

    def _request(self, method: str, parameters: Parameters) -> _Request:
        try:
            return _Request(method, self._issuer, parameters)
        except InsecureTransportError as error:
            raise ConnectRefused("neither https nor loopback") from error

    def _open_session(self, *, user: str, **_: object) -> dict[str, Any]:
        token = self._sessions.open(user)
        # Looked at last: an account is erased before its sessions are.
        if not self._is_known(user):
            self._sessions.close(token)
            raise ConnectRefused("its account was erased", oauth_error="invalid_grant")
        return {"access_token": token, "token_type": "Bearer", "expires_in": SESSION_SECONDS}
