"""A model's server on loopback that speaks OpenAI's Responses wire format.

What it receives and what it sends are both checked against the published schemas where
those are present; a fault is kept in `faults`, which every test's end looks at.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, Literal

from tests.support import spec
from tests.support.loopback import serving

Script = Literal["whole", "500", "cut", "refuse", "incomplete", "failed", "garbage", "wait"]

SEEN: dict[str, Any] = {
    "prompt": "A red paper kite climbs over a wheat field at noon, its tail drawn in a long curve "
    "against a pale sky; low camera, wide lens, crisp light, calm and airy mood.",
    "title": "Red kite over wheat",
    "subject": "red paper kite (diamond shaped)",
    "setting": "wheat field",
    "medium": "photograph",
    "style": ["naturalistic"],
    "lighting": "clear midday sun",
    "composition": "low angle, kite upper right",
    "camera": "24 mm lens",
    "colours": ["red", "straw yellow", "pale blue"],
    "mood": "calm",
    "text_in_image": [],
    "tags": [
        {"name": "kite", "category": "subject"},
        {"name": "photograph", "category": "medium"},
        {"name": "midday sun", "category": "lighting"},
    ],
    "negative": "people, buildings",
}
PIECE = 24


@dataclass
class ProviderServer:
    """How the next calls are answered, and what came."""

    port: int = 0
    script: Script = "whole"
    answer: str = field(default_factory=lambda: json.dumps(SEEN))
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    # "wait" sends half of the answer, then waits for this before it goes on.
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


def _response(status: str, text: str = "", **more: object) -> dict[str, Any]:
    content = [{"type": "output_text", "text": text, "annotations": [], "logprobs": []}]
    message = {
        "type": "message", "id": "msg_1", "status": "completed", "role": "assistant",
        "content": content,
    }  # fmt: skip
    return {
        "id": "resp_1", "object": "response", "created_at": 1, "status": status, "error": None,
        "incomplete_details": None, "instructions": None, "metadata": {},
        "model": "gpt-5.6-luna", "output": [message] if text else [],
        "parallel_tool_calls": True, "temperature": 1, "tool_choice": "auto", "tools": [],
        "top_p": 1, **more,
    }  # fmt: skip


USAGE = {
    "input_tokens": 1200, "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
    "output_tokens": 300, "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 1500,
}  # fmt: skip


def _opening() -> Iterator[dict[str, Any]]:
    yield {"type": "response.created", "response": _response("in_progress")}
    yield {
        "type": "response.output_item.added", "output_index": 0,
        "item": {
            "type": "message", "id": "msg_1", "status": "in_progress", "role": "assistant",
            "content": [],
        },
    }  # fmt: skip


def _deltas(text: str) -> Iterator[dict[str, Any]]:
    for at in range(0, len(text), PIECE):
        yield {
            "type": "response.output_text.delta", "item_id": "msg_1", "output_index": 0,
            "content_index": 0, "delta": text[at : at + PIECE], "logprobs": [],
        }  # fmt: skip


def _closing(script: Script, text: str) -> dict[str, Any]:
    if script == "incomplete":
        response = _response(
            "incomplete", incomplete_details={"reason": "max_output_tokens"}, usage=USAGE
        )
        return {"type": "response.incomplete", "response": response}
    if script == "failed":
        error = {"code": "server_error", "message": "sk-secret must never be shown"}
        return {"type": "response.failed", "response": _response("failed", error=error)}
    return {"type": "response.completed", "response": _response("completed", text, usage=USAGE)}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    provider: ProviderServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.provider.requests.append(body)
        self.provider.headers.append({k.lower(): v for k, v in self.headers.items()})
        self.provider.faults += spec.faults("CreateResponse", body, closed=True)
        if self.provider.script == "500":
            self._send_whole(500, b'{"error": {"message": "sk-secret", "type": "server_error"}}')
        else:
            self._stream(self.provider.script)

    def _send_whole(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, script: Script) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        text = "no JSON at all" if script == "garbage" else self.provider.answer
        deltas = list(_deltas(text))
        half = len(deltas) // 2
        self._events([*_opening(), *deltas[:half]])
        if script == "cut":
            # The head promised chunks; closing without the last one is a broken stream.
            self.close_connection = True
            return
        if script == "wait":
            self.provider.go_on.wait(30)
        if script == "refuse":
            refusal = {"type": "response.refusal.delta", "item_id": "msg_1", "output_index": 0,
                       "content_index": 0, "delta": "I cannot"}  # fmt: skip
            self._events([refusal])
        self._events([*deltas[half:], _closing(script, text)])
        self.wfile.write(b"0\r\n\r\n")

    def _events(self, events: list[dict[str, Any]]) -> None:
        for number, event in enumerate(events):
            event["sequence_number"] = number
            self.provider.faults += spec.faults("ResponseStreamEvent", event)
            frame = f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
            self.wfile.write(f"{len(frame):x}\r\n".encode() + frame + b"\r\n")

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def provider_server() -> Iterator[ProviderServer]:
    """Run a model's server while the block runs."""
    provider = ProviderServer()
    handler = type("Handler", (_Handler,), {"provider": provider})
    with serving(handler) as port:
        provider.port = port
        try:
            yield provider
        finally:
            provider.go_on.set()
