"""The published document: valid, whole, and made of the words above the views."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from server import __version__
from server.api.contract import JSON, Call, call, promise_of
from server.api.openapi import FORM, failures, path_of, promises
from server.errors import every_error
from tests.api.conftest import Door
from tests.support.children import ROOT
from tests.support.promised import watch


def test_it_is_openapi_and_may_be_kept_for_a_while(door: Door) -> None:
    web = door()
    answer = web.get("/v1/openapi.json")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    contract = answer.get_json()
    OPENAPI_31_VALIDATOR.validate(contract)
    assert contract["openapi"] == "3.1.0"
    assert contract["info"]["version"] == __version__
    assert web.get("/v1/openapi.json").data == answer.data


def test_the_version_is_written_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project.get("version", __version__) == __version__


def test_every_call_is_described(door: Door) -> None:
    app = door().application
    contract = app.test_client().get("/v1/openapi.json").get_json()
    bare = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/v1/") and promise_of(app.view_functions[rule.endpoint]) is None
    ]
    assert bare == []
    published = {method + path for path, of in contract["paths"].items() for method in of}
    assert len(published) == len(list(promises(app)))
    assert {"post/v1/trial", "get/v1/extractions/{job_id}/events", "get/healthz"} <= published


def operations(app: Flask) -> Iterator[tuple[dict[str, Any], Call[Any]]]:
    """Yield each published operation with the words above its view."""
    contract = app.test_client().get("/v1/openapi.json").get_json()
    for rule, promise in promises(app):
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            yield contract["paths"][path_of(rule)][method.lower()], promise


def test_codes_are_a_closed_list_and_each_call_names_its_own(door: Door) -> None:
    app = door().application
    contract = app.test_client().get("/v1/openapi.json").get_json()
    problem = contract["components"]["schemas"]["ProblemDocument"]["properties"]["code"]
    assert problem["enum"] == [kind.code for kind in every_error()]
    for operation, promise in operations(app):
        said = [
            (int(status), code)
            for status, answer in operation["responses"].items()
            for media, given in answer.get("content", {}).items()
            if media == "application/problem+json"
            for code in given["schema"]["properties"]["code"]["enum"]
        ]
        assert len(said) == len(set(said)), "each is named once"
        assert set(said) == {(kind.status, kind.code) for kind in failures(promise)}
        assert ("security" in operation) == (promise.needs != "nothing")


def test_what_is_published_is_what_validates(door: Door) -> None:
    for operation, promise in operations(door().application):
        asked = operation.get("requestBody", {"content": {}})["content"]
        bodies = {JSON: promise.takes, FORM: promise.form}
        assert {media: name_of(body) for media, body in asked.items()} == {
            media: model.__name__ for media, model in bodies.items() if model
        }
        for status, given in promise.gives.items():
            content = operation["responses"][str(status)].get("content", {})
            if isinstance(given, type):
                assert name_of(content[JSON]) == given.__name__
            else:
                assert set(content) >= ({given} if given else set())
        named = {one["name"] for one in operation["parameters"] if one["in"] == "query"}
        assert named == set(promise.query.model_fields if promise.query else ())


def name_of(body: dict[str, Any]) -> str:
    reference: str = body["schema"]["$ref"]
    return reference.rpartition("/")[2]


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("/v1/trial", {"rate_limited", "service_unavailable", "internal_error"}),
        ("/healthz", {"internal_error"}),
    ],
)
def test_a_call_without_a_token_or_a_body_is_not_refused_for_one(
    path: str, codes: set[str], door: Door
) -> None:
    app = door().application
    promise = {rule.rule: promise for rule, promise in promises(app)}[path]
    assert {kind.code for kind in failures(promise)} == codes


def test_the_watch_over_every_test_of_this_folder_is_awake() -> None:
    app = Flask("a door of its own")
    faults: list[str] = []

    @app.get("/odd/<int:status>")
    @call(
        says="Odd", gives={200: "application/json", 404: None, 201: "text/plain"}, needs="nothing"
    )
    def odd(status: int) -> Response:
        return Response("[]", status=status, mimetype="application/json")

    watch(app, faults)
    web = app.test_client()
    for status in (200, 201, 404):
        web.get(f"/odd/{status}")
    assert [fault.partition("json: ")[2] for fault in faults] == [
        "$ [] is not of type 'object'",
        "no such media type is promised",
        "no such media type is promised",
    ]
