"""What only the Responses API says, and how."""

from typing import Any

import pytest

from server import errors
from tests.analysis.asking import QUESTION, provider
from tests.analysis.faulty import Answering, answering, events, status
from tests.analysis.listening import Heard
from tests.support.wires import SECRET, WIRES

WIRE = WIRES["responses"]


def failed(code: object) -> Answering:
    (event,) = WIRE.ending("failed", "")
    event["response"]["error"] = {"code": code, "message": SECRET}
    return events(event)


def incomplete(reason: Any) -> Answering:
    (event,) = WIRE.ending("incomplete", "")
    event["response"]["incomplete_details"] = reason
    return events(event)


def error_event(code: object) -> Answering:
    return events({"type": "error", "code": code, "message": SECRET, "param": None})


SAID: list[tuple[Answering, type[errors.ProviderFailed]]] = [
    (status(400, "invalid_image_format"), errors.ImageRejected),
    (status(400, "content_filter"), errors.ContentRefused),
    (status(400, "content_policy_violation"), errors.ContentRefused),
    (status(429, "insufficient_quota"), errors.ProviderQuotaSpent),
    (status(403, "model_not_found"), errors.ModelMissing),
    (failed("rate_limit_exceeded"), errors.ProviderBusy),
    (failed("invalid_prompt"), errors.ContentRefused),
    (failed("image_too_small"), errors.ImageRejected),
    (failed("something_new"), errors.ProviderUnavailable),
    (failed(None), errors.ProviderUnavailable),
    (incomplete({"reason": "content_filter"}), errors.ContentRefused),
    (incomplete({"reason": SECRET}), errors.AnswerTruncated),
    (incomplete(None), errors.AnswerTruncated),
    (error_event("rate_limit_exceeded"), errors.ProviderBusy),
    (error_event("bio_policy"), errors.ContentRefused),
    (error_event(SECRET), errors.ProviderUnavailable),
    (error_event(None), errors.ProviderUnavailable),
]


@pytest.mark.parametrize(("answer", "kind"), SAID, ids=lambda said: getattr(said, "__name__", ""))
def test_what_it_says_is_told_apart_and_not_repeated(
    answer: Answering, kind: type[errors.ProviderFailed]
) -> None:
    with answering(answer, WIRE) as port, pytest.raises(errors.ProviderFailed) as raised:
        provider("responses", port).ask(QUESTION, Heard())
    assert type(raised.value) is kind
    assert "secret" not in str(raised.value)
