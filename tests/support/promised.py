"""Hold every answer of an application against its own published contract."""

import json
from typing import Any

from flask import Flask, Response, request
from jsonschema import Draft202012Validator

from server.api.contract import promise_of
from server.api.openapi import document, path_of

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def watch(app: Flask, faults: list[str]) -> None:
    """Note each answer that the contract of its call does not have."""
    contract = document(app)

    @app.after_request
    def held(response: Response) -> Response:
        rule = request.url_rule
        if rule and promise_of(app.view_functions[rule.endpoint]) and request.method in METHODS:
            operation = contract["paths"][path_of(rule)][request.method.lower()]
            faults.extend(_faults(contract, operation, response))
        return response


def _faults(contract: dict[str, Any], operation: dict[str, Any], response: Response) -> list[str]:
    what = f"{request.method} {request.path} → {response.status_code} {response.mimetype}"
    promised = operation["responses"].get(str(response.status_code))
    if promised is None:
        return [f"{what}: no such status is promised"]
    content = promised.get("content", {})
    if not content and not response.get_data():
        return []
    if response.mimetype not in content:
        return [f"{what}: no such media type is promised"]
    if response.is_streamed:
        return []
    schema = {**content[response.mimetype]["schema"], "components": contract["components"]}
    text = response.get_data(as_text=True)
    said = json.loads(text) if response.is_json else text
    found = Draft202012Validator(schema).iter_errors(said)
    return [f"{what}: {fault.json_path} {fault.message}" for fault in found]
