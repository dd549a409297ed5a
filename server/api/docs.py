"""`/docs`: the published contract as a page for people, drawn here, without a script."""

from functools import cache

from flask import Blueprint, Response, current_app

from server.api.openapi import document
from server.api.pages import page
from server.errors import every_error


def docs_routes(_: object) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("docs", __name__)

    @cache
    def drawn() -> Response:
        return page("docs.html", contract=document(current_app), kinds=tuple(every_error()))

    @routes.get("/docs")
    def shown() -> Response:
        return drawn()

    return routes
