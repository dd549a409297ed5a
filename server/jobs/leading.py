"""What a leader does for its followers while it asks: it lives, and repeats what it hears."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from server.analysis.ask import Listener
from server.errors import ContentRefused, ImageRejected, ServiceUnavailable
from server.jobs.flight_store import FlightStore

BEAT_SECONDS = 1.0
PAUSE_SECONDS = 0.1
# What is so for everybody with this picture. To ask for others until somebody agrees would be
# to route around it.
SHARED = {kind.code: kind for kind in (ContentRefused, ImageRejected)}


class Leader:
    """Passes on what is heard, at once to a listener, every 100 ms to the followers."""

    def __init__(
        self, flights: FlightStore, question: str, holder: str, listener: Listener
    ) -> None:
        """`answer` is kept at the end, where there is one by then."""
        self.answer = ""
        self._flights = flights
        self._question = question
        self._holder = holder
        self._listener = listener
        self._lock = threading.Lock()
        self._text, self._is_void = "", False
        self._number = 0
        self._said_at = time.monotonic()
        self._is_lost = False

    def gained(self, text: str) -> None:
        self._listener.gained(text)
        with self._lock:
            self._text += text

    def restarted(self) -> None:
        self._listener.restarted()
        with self._lock:
            self._text, self._is_void = "", True

    def speak_until(self, over: threading.Event) -> None:
        """Say what there is to say, and now and then that there is somebody, until the end."""
        while not over.wait(PAUSE_SECONDS) and not self._is_lost:
            self._speak()
        self._speak()

    def _speak(self) -> None:
        with self._lock:
            text, is_void = self._text, self._is_void
            self._text, self._is_void = "", False
        if is_void:
            self._say("restart", "")
        if text:
            self._say("partial", text)
        elif time.monotonic() - self._said_at >= BEAT_SECONDS:
            self._say("", "")

    def _say(self, event: str, data: str) -> None:
        if self._is_lost:
            return
        self._number += 1
        self._said_at = time.monotonic()
        try:
            said = self._flights.say(self._question, self._holder, self._number, event, data)
        except ServiceUnavailable:
            # With a word missing the rest is no use: the lease lapses, and another leads.
            said = False
        self._is_lost = not said


@contextmanager
def leading(
    flights: FlightStore, question: str, holder: str, listener: Listener
) -> Iterator[Leader]:
    """Lead while the block runs; its end, with an answer or in an error, ends the lead too."""
    leader, over, how = Leader(flights, question, holder, listener), threading.Event(), "failed"
    voice = threading.Thread(target=leader.speak_until, args=[over], name="leader", daemon=True)
    voice.start()
    try:
        yield leader
        how = "known"
    except tuple(SHARED.values()) as refusal:
        how = refusal.code
        raise
    finally:
        over.set()
        voice.join()
        # The answer is there whether or not it can be kept.
        with suppress(ServiceUnavailable):
            flights.land(question, holder, how, leader.answer)
