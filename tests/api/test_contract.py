"""What stands above a view binds it: the body in, the answer out, who may call."""

import json

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from pydantic import BaseModel

from server.api import problems
from server.api.contract import Answer, call, promise_of
from server.api.payloads import JsonBody


class Asked(JsonBody):
    size: int


class Told(BaseModel):
    twice: int


class Else(BaseModel):
    twice: int


@pytest.fixture
def web() -> FlaskClient:
    app = Flask("a door of its own")
    problems.register(app, problems.Ways("", ""))

    @app.post("/twice/<name>")
    @call(says="Twice", takes=Asked, gives={200: Told, 202: Told, 204: None}, needs="nothing")
    def twice(body: Asked, name: str) -> Answer:
        told = Told(twice=body.size * 2)
        answers: dict[str, Answer] = {
            "plain": told,
            "status": (told, 202),
            "headers": (told, 202, {"Location": "/there"}),
            "ready": Response(status=204),
            "ready-undeclared": Response(status=302),
            "status-undeclared": (told, 201),
            "model-undeclared": Else(twice=1),
        }
        return answers[name]

    return app.test_client()


@pytest.mark.parametrize(
    ("name", "status", "location"),
    [("plain", 200, None), ("status", 202, None), ("headers", 202, "/there"), ("ready", 204, None)],
)
def test_what_was_declared_is_written(
    name: str, status: int, location: str | None, web: FlaskClient
) -> None:
    answer = web.post(f"/twice/{name}", json={"size": 4})
    assert (answer.status_code, answer.headers.get("Location")) == (status, location)
    assert answer.data == (b"" if status == 204 else b'{"twice":8}')


@pytest.mark.parametrize("name", ["ready-undeclared", "status-undeclared", "model-undeclared"])
def test_what_was_not_declared_fails_loudly(
    name: str, web: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert web.post(f"/twice/{name}", json={"size": 4}).status_code == 500
    assert "not declared" in caplog.text


def test_a_wrong_body_never_reaches_the_view(web: FlaskClient) -> None:
    answer = web.post("/twice/plain", json={"size": "four"})
    assert (answer.status_code, json.loads(answer.data)["fields"]) == (400, ["size"])


def test_the_words_stay_on_the_view(web: FlaskClient) -> None:
    promise = promise_of(web.application.view_functions["twice"])
    assert promise is not None
    assert (promise.says, promise.takes) == ("Twice", Asked)
    assert promise_of(web.application.view_functions["static"]) is None
