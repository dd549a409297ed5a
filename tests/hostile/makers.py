"""Two makers of models on loopback, and the service that asks one and falls back on the other.

Who asks says which row of a table is played: it stands in the language, behind `en-x-`. So
several rows are played at once.
"""

import json
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from tests.analysis import faulty
from tests.analysis.faulty import Answering
from tests.support.children import ROOT
from tests.support.house import House, running_house
from tests.support.image_host import ImageHost
from tests.support.loopback import serving
from tests.support.wires import WIRES, Wire, spoken_at

HERE = ROOT / "tests" / "hostile" / "at_makers"
_ROW = re.compile(r"\ben-x-(\w+)")
_MODELS = {"assistant", "model"}


def language(row: str) -> str:
    """Return the language that asks for a row."""
    return f"en-x-{row}"


@dataclass(frozen=True)
class Asked:
    """One call: when it came, and what it said."""

    at: float
    body: dict[str, Any]


@dataclass
class Maker:
    """What it does for each row, call by call, the last for ever; and who asked.

    It goes on from nobody's words: a question that ends with the model's own is refused.
    """

    wire: Wire
    port: int = 0
    plays: dict[str, Sequence[Answering]] = field(default_factory=dict)
    asked: dict[str, list[Asked]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        origin = f"http://127.0.0.1:{self.port}"
        return origin if self.wire.name == "gemini" else f"{origin}/v1"

    def next(self, body: dict[str, Any]) -> Answering:
        """Note a call and return what follows."""
        (row,) = set(_ROW.findall(json.dumps(body)))
        with self.lock:
            calls = self.asked.setdefault(row, [])
            calls.append(Asked(time.monotonic(), body))
            self.faults += self.wire.request_faults(body)
            play = self.plays[row]
        refuses = _takes_up(body)
        return faulty.status(400) if refuses else play[min(len(calls), len(play)) - 1]


def _takes_up(body: dict[str, Any]) -> bool:
    """Say whether a question asks to go on from words of an answer."""
    turns = next(body[name] for name in ("input", "messages", "contents") if name in body)
    return turns[-1].get("role") in _MODELS


@contextmanager
def maker(wire: Wire) -> Iterator[Maker]:
    """Run a maker's server while the block runs."""
    running = Maker(wire)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert spoken_at(self.path) is running.wire
            running.next(body)(self, running.wire)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with serving(Handler) as running.port:
        yield running


@dataclass
class Two:
    """The service, the site of its pictures, who is asked first, and who is fallen back on."""

    house: House
    images: ImageHost
    first: Maker
    second: Maker

    def play(self, row: str, first: Sequence[Answering], second: Sequence[Answering]) -> None:
        """Let a row begin anew."""
        for each, plays in ((self.first, first), (self.second, second)):
            each.plays[row] = plays
            each.asked[row] = []

    def asked(self, row: str) -> tuple[int, int]:
        """Return how often each was asked."""
        return len(self.first.asked[row]), len(self.second.asked[row])


@contextmanager
def two_makers(folder: Path, images: ImageHost, first: str, second: str) -> Iterator[Two]:
    """Run the service; `first` and `second` name the dialects, one of them Gemini's."""
    with ExitStack() as stack:
        makers = [stack.enter_context(maker(WIRES[name])) for name in (first, second)]
        (gemini,) = [each for each in makers if each.wire.name == "gemini"]
        (openai,) = [each for each in makers if each is not gemini]
        settings = {
            "PYTHONPATH": f"{HERE}:{ROOT}",
            "PROMPT_LENS_DEV_HOSTS": images.dev_hosts,
            "PROMPT_LENS_PROVIDERS": "gemini,openai" if makers[0] is gemini else "openai,gemini",
            "PROMPT_LENS_OPENAI_KEY": "sk-test",
            "PROMPT_LENS_OPENAI_BASE_URL": openai.url,
            "PROMPT_LENS_OPENAI_API": openai.wire.name,
            "PROMPT_LENS_GEMINI_KEY": "key-test",
            "PROMPT_LENS_GEMINI_BASE_URL": gemini.url,
            "PROMPT_LENS_TRIAL_EXTRACTIONS": "1000",
            "PROMPT_LENS_FREE_POOL_USD_PER_DAY": "1000",
        }
        house = stack.enter_context(running_house(folder, port=None, redis_url=None, **settings))
        yield Two(house, images, *makers)
