"""The stand-in's pages: sign in, get more credits, and what OpenID Connect asks for."""

from authlib.oauth2 import OAuth2Error
from flask import Flask, Response, jsonify, render_template, request
from joserfc.jwk import KeySet

from dev.imgpilot.people import People, Person
from dev.imgpilot.provider import Client, Provider

EXAMPLE = "you@example.com"
GRANT = 10


def make_site(issuer: str, client: Client, people: People) -> tuple[Flask, Provider]:
    """Return the site and the provider behind it."""
    app = Flask(__name__)
    provider = Provider(app, issuer, client)
    _add_sign_in(app, provider, people)

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        return jsonify(provider.discovery())

    @app.get("/jwks")
    def keys() -> Response:
        return jsonify(KeySet([provider.key]).as_dict(private=False))

    @app.post("/token")
    def token() -> Response:
        answer: Response = provider.create_token_response()
        return answer

    @app.get("/readyz")
    def ready() -> str:
        return ""

    @app.get("/")
    @app.get("/credits")
    def credits_page() -> str:
        return render_template("credits.html", email=EXAMPLE, grant=GRANT)

    @app.post("/credits")
    def more_credits() -> str:
        person = Person(request.form.get("email", EXAMPLE))
        total = people.grant(person, GRANT)
        return render_template("credits.html", email=person.email, grant=GRANT, total=total)

    return app, provider


def _add_sign_in(app: Flask, provider: Provider, people: People) -> None:
    @app.get("/authorize")
    def ask() -> str | tuple[str, int]:
        try:
            provider.get_consent_grant()
        except OAuth2Error as error:
            return render_template("wrong.html", error=error.error), 400
        return render_template("sign_in.html", email=EXAMPLE)

    @app.post("/authorize")
    def answered() -> Response | tuple[str, int]:
        try:
            grant = provider.get_consent_grant()
        except OAuth2Error as error:
            return render_template("wrong.html", error=error.error), 400
        person = None
        if request.form.get("answer") == "continue":
            person = Person(request.form.get("email", EXAMPLE))
            people.welcome(person)
        answer: Response = provider.create_authorization_response(grant_user=person, grant=grant)
        return answer
