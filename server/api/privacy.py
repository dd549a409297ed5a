"""`GET /v1/privacy` and `/privacy`: how long what is kept, and who else sees a picture.

Every time comes from the code that keeps it; who is named is who is configured.
"""

from flask import Blueprint, Response

from server.accounts.one_time_store import Flow
from server.accounts.sessions import SESSION_SECONDS
from server.admission.tokens import PROOF_SECONDS, TRIAL_SECONDS
from server.api.answers import Privacy, Retention
from server.api.contract import FOR_A_WHILE, Answer, call
from server.api.pages import page
from server.api.parts import Parts
from server.jobs.flight_store import ANSWER_SECONDS
from server.jobs.job_store import USES_SECONDS
from server.jobs.keys import MEMBER_JOB_SECONDS, PICTURE_SECONDS, TRIAL_JOB_SECONDS

UNITS = ((24 * 3600, "day"), (3600, "hour"), (60, "minute"))


def privacy_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("privacy", __name__)
    kept = (
        ("a trial's extractions: the image's address, the prompt, the tags", TRIAL_JOB_SECONDS),
        ("a connected account's extractions: the same", MEMBER_JOB_SECONDS),
        ("an image that its address holds; it goes when its extraction ends", PICTURE_SECONDS),
        ("what a model said of a picture, for whoever asks next; not who asked", ANSWER_SECONDS),
        ("how often a trial was used", USES_SECONDS),
        ("that a trial was erased or connected", TRIAL_SECONDS),
        ("the right to one extraction that was not used", PROOF_SECONDS),
        (
            "counts of requests under a keyed hash of your network or a hash of your account",
            parts.counts_seconds,
        ),
        ("a connected browser's session, after its last use", SESSION_SECONDS),
        ("an unfinished connection of an account", Flow.seconds),
    )
    facts = Privacy(
        retention=(
            *(Retention(what=what, until="time", seconds=seconds) for what, seconds in kept),
            Retention(what="a connected account's id and email", until="erased", seconds=None),
            Retention(what="provider keys of your own, encrypted", until="erased", seconds=None),
            Retention(what="bookings of credits: ids and amounts", until="law", seconds=None),
        ),
        subprocessors=parts.subprocessors,
    )

    @routes.get("/v1/privacy")
    @call(says="Read what is kept for how long", gives={200: Privacy}, needs="nothing")
    def told() -> Answer:
        return facts, 200, FOR_A_WHILE

    @routes.get("/privacy")
    def shown() -> Response:
        return page("privacy.html", facts=facts, span=span)

    return routes


def span(seconds: int) -> str:
    """Say a time in the largest unit that leaves nothing over; a single day in hours."""
    for size, name in UNITS:
        count, rest = divmod(seconds, size)
        if count and not rest and (count > 1 or name != "day"):
            return f"{count} {name}{'s' if count > 1 else ''}"
    return f"{seconds} seconds"
