"""`/docs`: the published contract as a page for people, drawn here, without a script."""

from functools import cache

from flask import Blueprint, Response, current_app, render_template

from server.api.openapi import document
from server.api.pages import guarded
from server.errors import every_error


def docs_routes(_: object) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("docs", __name__)

    @cache
    def drawn() -> str:
        contract = document(current_app)
        return render_template("docs.html", contract=contract, kinds=tuple(every_error()))

    @routes.get("/docs")
    def shown() -> Response:
        return guarded(drawn())

    return routes
