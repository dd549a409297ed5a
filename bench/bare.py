"""The floor: a route that does nothing, on the same server."""

from flask import Flask, Response, jsonify

app = Flask(__name__)


@app.post("/nothing")
def nothing() -> Response:
    """Answer."""
    return jsonify({"ok": True})
