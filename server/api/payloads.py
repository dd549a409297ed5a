"""What a request's body may hold: these fields and no others."""

from typing import Annotated, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.admission.tokens import LONGEST
from server.domain.job import Order
from server.errors import (
    BadRequest,
    BodyTooLarge,
    NotJson,
    PromptLensError,
    UrlRefused,
    every_error,
)
from server.net.url import parse_url

MOST_BYTES = 32 * 1024
REFUSED_IMAGES: tuple[type[PromptLensError], ...] = (UrlRefused, *every_error(UrlRefused))
"""What an image's address may be refused as, by its spelling alone."""

# BCP 47, as far as its shape goes.
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$", max_length=35)]
T = TypeVar("T", bound=BaseModel)


class ProofRequest(BaseModel):
    """One image to look at. Nothing of the page it stands on has a place here."""

    model_config = ConfigDict(extra="forbid", strict=True)

    image_url: Annotated[str, Field(examples=["https://pictures.example.org/a.png"])]
    language: Language = "en"
    fresh: bool = False

    def order(self) -> Order:
        """Return what is asked for, its URL in canonical form. Raises REFUSED_IMAGES."""
        return Order(parse_url(self.image_url).canonical, self.language, self.fresh)


class ExtractionRequest(ProofRequest):
    """The same, with the proof that was given for it."""

    proof: Annotated[str, Field(max_length=LONGEST)]


def body_of(model: type[T]) -> T:
    """Return the request's body as `model`. Raises BadRequest, BodyTooLarge or NotJson."""
    if request.mimetype != "application/json":
        raise NotJson
    data = request.get_data(cache=False)
    if len(data) > MOST_BYTES:
        raise BodyTooLarge
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        fields = {".".join(str(part) for part in fault["loc"]) for fault in error.errors()}
        known = set(model.model_fields)
        raise BadRequest(fields=tuple(sorted(fields & known))) from error
