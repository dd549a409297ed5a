"""`GET /v1/extractions/{id}/events`: what happens to a job, as server-sent events.

Format: the HTML standard, section 9.2. A reader that comes back with `Last-Event-ID`
gets what it missed; one that has seen the end gets 204, which tells it to stop.
"""

import time
from collections.abc import Iterator

from flask import Blueprint, Response, request

from server.api import caller
from server.api.contract import call
from server.api.parts import Parts
from server.api.streams import Stream, Streams
from server.domain.job import JobRef
from server.errors import NotFound, ServiceUnavailable, TooManyStreams
from server.jobs.event_store import last_event_id

WAIT_SECONDS = 5
HEARTBEAT_SECONDS = 15
LONGEST_SECONDS = 300
HEARTBEAT = ": \n\n"
HEADERS = {"X-Accel-Buffering": "no"}


def event_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("events", __name__)
    streams = Streams(parts.most_streams)

    @routes.get("/v1/extractions/<job_id>/events")
    @call(
        says="Follow a job as server-sent events",
        gives={200: "text/event-stream", 204: None},
        fails=(NotFound, TooManyStreams),
        needs="bearer",
    )
    def follow(job_id: str) -> Response:
        """Each event has an id; `Last-Event-ID` brings what came after it.

        `state` says {state, stage}, `partial` {text} to append to the prompt, `restart` {} that
        what was appended is void. `result` or `problem` has the whole job and ends the stream;
        whoever has seen the end is answered 204. A job has four readers: a fifth takes the
        place of the first.
        """
        kept = parts.history.find(caller.subject(parts.gate), job_id)
        if kept is None:
            raise NotFound
        ref = kept.ref
        last = last_event_id(request.headers.get("Last-Event-ID"))
        if kept.job.finished_at and not parts.events.after(parts.history.events_key(ref), last, 0):
            return Response(status=204)
        stream = streams.enter(ref.id)
        body = _body(parts, stream, ref, last)
        response = Response(body, mimetype="text/event-stream", headers=HEADERS)
        # Called whether or not the body was ever begun: a reader may vanish before.
        response.call_on_close(lambda: streams.leave(ref.id, stream))
        return response

    return routes


def _body(parts: Parts, stream: Stream, ref: JobRef, last: str) -> Iterator[str]:
    try:
        yield from _told(parts, stream, ref, last)
    except ServiceUnavailable:
        # The head of the answer is long sent; the reader comes back where it left off.
        return


def _told(parts: Parts, stream: Stream, ref: JobRef, last: str) -> Iterator[str]:
    key = parts.history.events_key(ref)
    began = spoke = time.monotonic()
    while not stream.is_closed and time.monotonic() - began < LONGEST_SECONDS:
        told = parts.events.after(key, last, WAIT_SECONDS)
        kept = None
        if not told or told[-1].closes:
            kept = parts.history.find(ref.owner, ref.id)
            if kept is None:
                return  # Erased: its events went with it, and no other will come.
        for event in told:
            data = kept.job.model_dump_json() if kept and event.closes else event.data
            yield f"id: {event.id}\nevent: {event.name}\ndata: {data}\n\n"
            if event.closes:
                return
            last, spoke = event.id, time.monotonic()
        if time.monotonic() - spoke >= HEARTBEAT_SECONDS:
            yield HEARTBEAT
            spoke = time.monotonic()
