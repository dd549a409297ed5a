"""A model's server on loopback that speaks every dialect; the path tells which is meant.

What it receives and what it sends are both checked against the published schemas where
those are present; a fault is kept in `faults`, which every test's end looks at.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, Literal, get_args

from tests.support.loopback import serving
from tests.support.wires import Ending, Event, Wire, spoken_at

Script = Literal["401", "500", "503", "429", "cut", "garbage", "wait"] | Ending

SEEN: dict[str, Any] = {
    "prompt": "A red paper kite climbs over a wheat field at noon, its tail drawn in a long curve "
    "against a pale sky; low camera, wide lens, crisp light, calm and airy mood.",
    "title": "Red kite over wheat",
    "subject_in_prompt": "red paper kite",
    "style_in_prompt": "crisp light",
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
    "sexual": "none",
    "minor": False,
    "instruction_text": False,
    "confidence": "high",
    "language": "en",
}
ENDINGS: dict[str, Ending] = {name: name for name in get_args(Ending)}
PIECE, MOST_PIECES = 24, 200


@dataclass
class ProviderServer:
    """How the next calls are answered, and what came."""

    port: int = 0
    script: Script = "whole"
    answer: str = field(default_factory=lambda: json.dumps(SEEN))
    # Where this is set it answers instead: it is given the request.
    obeying: Callable[[dict[str, Any]], str] | None = None
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    # "wait" sends half of the answer, then waits for this before it goes on.
    go_on: threading.Event = field(default_factory=threading.Event)
    # Formats of an answer that this server does not take, as other servers do not.
    refused_formats: set[str] = field(default_factory=set)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        return f"{self.origin}/v1"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    provider: ProviderServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        wire = spoken_at(self.path)
        self.provider.requests.append(body)
        self.provider.paths.append(self.path)
        self.provider.headers.append({k.lower(): v for k, v in self.headers.items()})
        self.provider.faults += wire.request_faults(body)
        wanted = body.get("response_format", {}).get("type")
        if wanted in self.provider.refused_formats:
            self._send_whole(400, {"error": {"message": f"response_format {wanted}: no"}})
        elif self.provider.script.isdecimal():
            status = int(self.provider.script)
            self._send_whole(status, wire.error(status))
        else:
            self._stream(wire, self.provider.script, body)

    def _send_whole(self, status: int, said: Event) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, wire: Wire, script: Script, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        obeying = self.provider.obeying
        text = obeying(body) if obeying else self.provider.answer
        text = "no JSON at all" if script == "garbage" else text
        size = max(PIECE, len(text) // MOST_PIECES)
        pieces = [text[at : at + size] for at in range(0, len(text), size)]
        deltas = [wire.delta(piece) for piece in pieces]
        half = len(deltas) // 2
        self._events(wire, [*wire.opening(), *deltas[:half]])
        if script == "cut":
            # The head promised chunks; closing without the last one is a broken stream.
            self.close_connection = True
            return
        if script == "wait":
            self.provider.go_on.wait(30)
        ending = ENDINGS.get(script, "whole")
        self._events(wire, [*deltas[half:], *wire.ending(ending, text)])
        self._chunk(wire.done)
        self.wfile.write(b"0\r\n\r\n")

    def _events(self, wire: Wire, events: list[Event]) -> None:
        for number, event in enumerate(events):
            if "type" in event:
                event["sequence_number"] = number
            self.provider.faults += wire.event_faults(event)
            self._chunk(wire.frame(event))

    def _chunk(self, frame: bytes) -> None:
        # An empty chunk would end the stream.
        if frame:
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
