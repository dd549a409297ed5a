"""What a model's provider gets: the picture and our question, and nothing of anybody."""

import json
import re
from base64 import b64decode
from io import BytesIO

import pytest
from PIL import Image

from tests.privacy.story import (
    ACCOUNT,
    BROWSER,
    COOKIE,
    MAKER,
    OWN_KEY,
    PAGE,
    PEER,
    QUERY,
    V4,
    V6,
    Story,
)
from tests.support import pictures
from tests.support.image_host import ImageHost
from tests.support.provider import ProviderServer
from tests.support.visitor import Visitor

pytestmark = pytest.mark.processes

PICTURE = re.compile(r'"data": "([\w+/=-]+)"|data:image/jpeg;base64,([\w+/=]+)')
AT_OPENAI = {
    "model", "instructions", "input", "text", "reasoning", "max_output_tokens", "store", "stream",
    "stream_options",
}  # fmt: skip
AT_GOOGLE = {"contents", "systemInstruction", "generationConfig", "store"}


def test_pl_08_a_provider_gets_no_address_no_account_and_no_url(story: Story) -> None:
    """In no header and in no body, whichever provider is asked and whoever asks."""
    theirs = (V4, "2001:db8", V6, PEER, ACCOUNT, QUERY, "images.test", "seen.jpg", "own.jpg")
    around = (PAGE, COOKIE, BROWSER, "pictures.example.org", "you@example.com")
    assert len({head["host"] for head, _ in story.sent}) == 2, "both were asked"
    for head, body in story.sent:
        said = body + json.dumps(head)
        assert [word for word in (*theirs, *around, *story.tokens) if word in said] == []


def test_pl_08_a_request_has_these_fields_and_no_name_of_a_user(story: Story) -> None:
    """No `user`, no `safety_identifier`, no `metadata`: one person's questions are not linked."""
    shapes = {frozenset(json.loads(body)) for _, body in story.sent}
    assert shapes == {frozenset(AT_OPENAI), frozenset(AT_GOOGLE)}


def test_pl_08_the_picture_is_made_small_and_says_nothing_of_its_own(story: Story) -> None:
    """Its file named its maker in two places; what is sent is pixels."""
    for _, body in story.sent:
        (found,) = PICTURE.findall(body)
        data = b64decode("".join(found).translate(str.maketrans("-_", "+/")))
        assert MAKER.encode() not in data
        with Image.open(BytesIO(data)) as picture:
            assert not picture.getexif()
            assert not {"comment", "icc_profile", "xmp", "photoshop"} & set(picture.info)
            assert max(picture.size) < 1500


def test_sb_01_an_own_key_goes_to_its_provider_for_its_owner_alone(story: Story) -> None:
    """One question of the evening was paid by it, and no other."""
    used = [head.get("authorization") for head, _ in story.sent]
    assert used.count(f"Bearer {OWN_KEY}") == 1
    assert OWN_KEY not in json.dumps([body for _, body in story.sent])


def test_sb_02_where_one_provider_fails_the_next_in_the_order_answers(
    visitor: Visitor, images: ImageHost, provider: ProviderServer, second: ProviderServer
) -> None:
    """The operator's order is OpenAI, then Google."""
    url, before = images.add("/routed.png", pictures.png()), len(second.requests)
    used = [visitor.extract(url)["result"]["usage"]["provider"]]
    assert len(second.requests) == before
    provider.script = "503"
    used.append(visitor.extract(url, fresh=True)["result"]["usage"]["provider"])
    assert used == ["openai", "gemini"]


def test_sb_03_every_provider_is_told_to_keep_nothing(story: Story) -> None:
    """Both have the option in their API, and it is on in every request."""
    assert {json.loads(body)["store"] for _, body in story.sent} == {False}
