"""What a request's body may hold: these fields and no others."""

from typing import Annotated, ClassVar, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from server import errors
from server.admission.tokens import LONGEST
from server.domain.job import Order
from server.net.data_url import LONGEST_DATA_URL, canonical_data_url, is_data_url
from server.net.url import parse_url

MOST_BYTES = 32 * 1024
MOST_FIELDS = 16
REFUSED_IMAGES: tuple[type[errors.PromptLensError], ...] = (
    errors.UrlRefused, *errors.every_error(errors.UrlRefused),
    errors.TooLarge, errors.NotAnImage, errors.UnsupportedFormat,
)  # fmt: skip
"""What an image's address may be refused as, by its spelling alone."""

# BCP 47, as far as its shape goes.
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$", max_length=35)]


class JsonBody(BaseModel):
    """What a call takes, of so many bytes."""

    most_bytes: ClassVar[int] = MOST_BYTES

    model_config = ConfigDict(extra="forbid", strict=True)


T = TypeVar("T", bound=JsonBody)


class ProofRequest(JsonBody):
    """One image to look at. Nothing of the page it stands on has a place here.

    `image_url` is an http(s) address, or a `data:` address whose base64 holds the image itself,
    at most 1 MiB.
    """

    most_bytes = MOST_BYTES + LONGEST_DATA_URL

    image_url: Annotated[str, Field(examples=["https://pictures.example.org/a.png"])]
    language: Language = "en"
    fresh: Annotated[bool, Field(description="ask anew, though an answer is known")] = False

    def order(self) -> Order:
        """Return what is asked for, its URL in canonical form. Raises REFUSED_IMAGES."""
        url = self.image_url
        url = canonical_data_url(url) if is_data_url(url) else parse_url(url).canonical
        return Order(url, self.language, self.fresh)


class ExtractionRequest(ProofRequest):
    """The same, with the proof that was given for it."""

    proof: Annotated[str, Field(max_length=LONGEST)]


def body_of(model: type[T]) -> T:
    """Return the request's body as `model`. Raises BadRequest, BodyTooLarge or NotJson."""
    if request.mimetype != "application/json":
        raise errors.NotJson
    # One more than is taken: a body sent in chunks is cut there without a word.
    request.max_content_length = model.most_bytes + 1
    data = request.get_data(cache=False)
    if len(data) > model.most_bytes:
        raise errors.BodyTooLarge
    try:
        said = from_json(data)
        # Room for a picture is room for 200,000 fields, each of which would be a fault to name.
        if isinstance(said, dict) and len(said) > MOST_FIELDS:
            raise errors.BadRequest
        return model.model_validate(said)
    except ValidationError as wrong:
        fields = {".".join(str(part) for part in fault["loc"]) for fault in wrong.errors()}
        known = set(model.model_fields)
        raise errors.BadRequest(fields=tuple(sorted(fields & known))) from wrong
    except ValueError as wrong:
        raise errors.BadRequest from wrong
