"""`GET /v1/openapi.json`: what stands above the views, as one OpenAPI 3.1 document."""

import inspect
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, Literal

from apispec import APISpec
from flask import Blueprint, Flask, Response, current_app
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from server import __version__, errors
from server.api import problems
from server.api.answers import ProblemDocument
from server.api.contract import FOR_A_WHILE, JSON, Call, Failures, call, promise_of

TITLE = "ImgPilot Prompt Lens"
FORM = "application/x-www-form-urlencoded"
REFERENCE = "#/components/schemas/{model}"
WITH_A_BEARER = (
    errors.TokenMissing, errors.TokenInvalid, errors.TokenExpired, errors.ServiceUnavailable,
)  # fmt: skip
NEEDS = {
    "nothing": (),
    "bearer": WITH_A_BEARER,
    "claim": WITH_A_BEARER,
    "account": (*WITH_A_BEARER, errors.AccountNeeded),
    "operator": (
        errors.NotFound,
        errors.TokenMissing,
        errors.TokenInvalid,
        errors.ServiceUnavailable,
    ),
}
WITH_A_BODY = (errors.BadRequest, errors.BodyTooLarge, errors.NotJson)
Json = dict[str, Any]
Promise = Call[Any]
Model = tuple[type[BaseModel], Literal["validation", "serialization"]]
References = Mapping[Any, Json]


def openapi_routes(_: object) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("openapi", __name__)

    @cache
    def written() -> str:
        return json.dumps(document(current_app))

    @routes.get("/v1/openapi.json")
    @call(says="Read this contract", gives={200: JSON}, needs="nothing")
    def contract() -> Response:
        return Response(written(), mimetype=JSON, headers=FOR_A_WHILE)

    return routes


def document(app: Flask) -> Json:
    """Return the contract of every call that has one."""
    spec = APISpec(TITLE, __version__, "3.1.0", servers=[{"url": "/"}])
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    models = {model for _, promise in promises(app) for model in _models(promise)}
    ordered = sorted(models, key=lambda model: (model[0].__name__, model[1]))
    references, schemas = models_json_schema(ordered, ref_template=REFERENCE)
    for name, schema in schemas["$defs"].items():
        spec.components.schema(name, schema)
    for rule, promise in promises(app):
        operation = _operation(rule, promise, references)
        if words := inspect.getdoc(app.view_functions[rule.endpoint]):
            operation["description"] = words
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        spec.path(path_of(rule), operations={method.lower(): operation for method in methods})
    return spec.to_dict()


def promises(app: Flask) -> Iterator[tuple[Rule, Promise]]:
    """Yield each address with a contract, in the order of registration."""
    for rule in app.url_map.iter_rules():
        if promise := promise_of(app.view_functions[rule.endpoint]):
            yield rule, promise


def path_of(rule: Rule) -> str:
    """Return an address as OpenAPI writes it."""
    return re.sub(r"<(?:[^>]*:)?(\w+)>", r"{\1}", rule.rule)


def failures(promise: Promise) -> Failures:
    """Return everything that a call may be refused with."""
    body = WITH_A_BODY if promise.takes else ()
    return *NEEDS[promise.needs], *body, *promise.fails, errors.InternalError


def _models(promise: Promise) -> Iterator[Model]:
    yield ProblemDocument, "serialization"
    for asked in filter(None, (promise.takes, promise.form)):
        yield asked, "validation"
    for given in promise.gives.values():
        if isinstance(given, type):
            yield given, "serialization"


def _operation(rule: Rule, promise: Promise, references: References) -> Json:
    operation: Json = {
        "operationId": rule.endpoint.replace(".", "_"),
        "tags": [rule.endpoint.partition(".")[0]],
        "summary": promise.says,
        "parameters": [*_path_parameters(rule), *_query_parameters(promise)],
        "responses": _responses(promise, references),
    }
    if promise.needs != "nothing":
        operation["security"] = [{"bearer": []}]
    for media, asked in ((JSON, promise.takes), (FORM, promise.form)):
        if asked:
            content = {media: {"schema": references[asked, "validation"]}}
            required = any(field.is_required() for field in asked.model_fields.values())
            operation["requestBody"] = {"required": required, "content": content}
    return operation


def _path_parameters(rule: Rule) -> Iterable[Json]:
    for name in sorted(rule.arguments):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query_parameters(promise: Promise) -> Iterable[Json]:
    schema = promise.query.model_json_schema() if promise.query else {}
    for name, field in schema.get("properties", {}).items():
        required = name in schema.get("required", ())
        yield {"name": name, "in": "query", "required": required, "schema": field}


def _responses(promise: Promise, references: References) -> Json:
    refused = failures(promise)
    answers: Json = {
        str(status): {"description": HTTPStatus(status).phrase, "content": {}}
        for status in (*promise.gives, *(kind.status for kind in refused))
    }
    for status, given in promise.gives.items():
        content = answers[str(status)]["content"]
        if isinstance(given, str):
            content[given] = {"schema": {"type": "object" if given == JSON else "string"}}
        elif given:
            content[JSON] = {"schema": references[given, "serialization"]}
    problem = references[ProblemDocument, "serialization"]
    for kind in refused:
        schema = {**problem, "properties": {"code": {"enum": []}}}
        content = answers[str(kind.status)]["content"]
        said = content.setdefault(problems.MEDIA_TYPE, {"schema": schema})
        said["schema"]["properties"]["code"]["enum"].append(kind.code)
    return answers
