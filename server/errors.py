"""Everything that can go wrong, as one tree; a code is its class's name in small letters.

    PromptLensError
    ├── RequestRefused           400  the request itself is wrong
    │   ├── BadRequest                not the published shape
    │   ├── NotFound             404  nothing here, or nothing that this caller may see
    │   ├── MethodNotAllowed     405
    │   ├── BodyTooLarge         413
    │   ├── NotJson              415
    │   ├── UrlRefused           422  not a plain http(s) URL on its usual port
    │   ├── BlobUrl              422  a picture in the memory of the page that made it
    │   ├── FileUrl              422  a file of the person's own machine
    │   └── BrowserUrl           422  a picture of the browser's, or of an extension's
    ├── AdmissionRefused         401  this caller may not
    │   ├── TokenMissing
    │   ├── TokenInvalid              not one of ours, or of another kind
    │   ├── TokenExpired
    │   ├── ProofMismatch        422  made for another request; it is not used up
    │   ├── ProofGone            410  not redeemed in time, unknown, or somebody else's
    │   ├── AllowanceUsedUp      402  an account is the way on
    │   ├── CreditsUsedUp        402  the account's balance is
    │   ├── FreePoolSpent        402  what all trials may cost in a day; an account is the way on
    │   ├── OwnKeyRefused        422  a member's own key, or its model, is not accepted
    │   ├── OwnKeySpent          402  what that key may cost is spent
    │   ├── AccountNeeded        403  a trial has no such thing
    │   ├── ConnectRefused       400  the connection of an account was not made
    │   └── RateLimited          429  retryable
    ├── ImageFailed              422  the picture could not be had
    │   ├── ImageUnreachable          no name, no answer, or an address we do not visit: one code
    │   ├── TooSlow              504  retryable
    │   ├── ImageForbidden            its host answered 401, 403, 429 or 451
    │   ├── ImageGone                 its host answered another 4xx
    │   ├── ImageHostFailed      502  retryable: nonsense, 5xx, or broken off
    │   ├── TooLarge                  bytes
    │   ├── NotAnImage                a page, a text, nothing
    │   ├── UnsupportedFormat         an image, and none of JPEG, PNG, WebP, GIF, AVIF
    │   ├── BrokenImage               an image by its first bytes, and damaged after them
    │   └── ImageBomb                 pixels or structure out of all proportion
    ├── ProviderFailed           502  retryable: the model could not answer
    │   ├── ProviderUnavailable  503  5xx, or no connection
    │   ├── ProviderBusy         503  it limits us
    │   ├── ProviderTimeout      504  silent for longer than we wait
    │   ├── StreamBroken              no end to the answer; what came is thrown away
    │   ├── AnswerTruncated           out of tokens
    │   ├── AnswerInvalid             not the analysis asked for
    │   ├── ProviderRefusedKey        not retryable
    │   ├── ProviderRequestBug   500  not retryable: it says that our request is wrong
    │   ├── ImageRejected        422  not retryable: it cannot read this picture
    │   └── ContentRefused       422  not retryable, and never asked elsewhere
    └── ServiceFailed            503  retryable: we could not
        ├── ServiceUnavailable        a part we need is away; nothing was started
        ├── ImgPilotUnavailable       the sign-in of ImgPilot does not answer
        ├── TooManyStreams            this process follows as many jobs as it can
        ├── JobTimeout           504  the job used up its time
        └── InternalError        500  not foreseen

`sentence` is what a person reads, `next_step` what they can do; neither repeats what others sent.
An argument is a reason for the log; it never reaches the caller.
"""

import re
from collections.abc import Iterator
from typing import ClassVar

_NOTHING_CHARGED = "Nothing was charged."
_AGAIN = f"Try again. {_NOTHING_CHARGED}"
_LATER = f"Try again in a minute. {_NOTHING_CHARGED}"
_OWN_TAB = f"Open the image in its own tab and try there. {_NOTHING_CHARGED}"
_ELSEWHERE = f"Find it on a web page of its own and try there. {_NOTHING_CHARGED}"
_RELOAD = f"Reload the page and try again. {_NOTHING_CHARGED}"
_OURS = f"This is ours to mend. {_NOTHING_CHARGED}"


class PromptLensError(Exception):
    code: ClassVar[str]
    sentence: ClassVar[str]
    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False
    next_step: ClassVar[str] = _AGAIN

    def __init_subclass__(cls, *, says: str = "", status: int = 0) -> None:
        """Give a leaf its sentence and code; branches have none and are never raised."""
        cls.status = status or cls.status
        if says:
            cls.sentence = says
            cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class RequestRefused(PromptLensError, status=400):
    next_step = "Compare it with the published description of the API."


class BadRequest(RequestRefused, says="The request is not in the form this address understands."):
    def __init__(self, *, fields: tuple[str, ...] = ()) -> None:
        """Name the fields that are wrong; their values are not repeated."""
        super().__init__()
        self.fields = fields


class NotFound(RequestRefused, says="There is nothing here for you.", status=404):
    next_step = "Check the address. Results are kept for a limited time."


class MethodNotAllowed(
    RequestRefused, says="This address does not take that method.", status=405
): ...


class BodyTooLarge(RequestRefused, says="The request is too large.", status=413):
    next_step = "Send the address of the image, or a smaller image."


class NotJson(RequestRefused, says="The request must be JSON.", status=415):
    next_step = "Send Content-Type: application/json."


class UrlRefused(
    RequestRefused, says="This image's address only works in your browser.", status=422
):
    next_step = _OWN_TAB


class BlobUrl(
    UrlRefused, says="This image exists only in the memory of the page that shows it.", status=422
):
    next_step = _ELSEWHERE


class FileUrl(UrlRefused, says="This image is a file on your own device.", status=422):
    next_step = _ELSEWHERE


class BrowserUrl(UrlRefused, says="This image belongs to the browser itself.", status=422):
    next_step = _ELSEWHERE


class AdmissionRefused(PromptLensError, status=401):
    next_step = "Ask for a new trial token."


class TokenMissing(AdmissionRefused, says="This call needs a token."): ...


class TokenInvalid(AdmissionRefused, says="This token is not valid."): ...


class TokenExpired(AdmissionRefused, says="This token has expired."): ...


class ProofMismatch(AdmissionRefused, says="This proof was made for another image.", status=422):
    next_step = "Redeem it with the request it was made for, or ask for a new one."


class ProofGone(AdmissionRefused, says="This request has lapsed.", status=410):
    next_step = f"Start again. {_NOTHING_CHARGED}"


class AllowanceUsedUp(AdmissionRefused, says="Your free extractions are used up.", status=402):
    next_step = "Connect an ImgPilot account to go on."


class CreditsUsedUp(AdmissionRefused, says="Your ImgPilot credits are used up.", status=402):
    next_step = "Get more credits at ImgPilot to go on."


class FreePoolSpent(
    AdmissionRefused, says="Today's free extractions are used up for everybody.", status=402
):
    next_step = f"Connect an ImgPilot account, or come back tomorrow. {_NOTHING_CHARGED}"


class OwnKeyRefused(
    AdmissionRefused, says="Your own key was not accepted by the model's service.", status=422
):
    next_step = (
        f"Enter it again in the settings, or remove it to pay with credits. {_NOTHING_CHARGED}"
    )


class OwnKeySpent(AdmissionRefused, says="Your own key has no quota left.", status=402):
    next_step = (
        "Look at your account with the model's service, or remove the key in the settings. "
        f"{_NOTHING_CHARGED}"
    )


class AccountNeeded(AdmissionRefused, says="This needs a connected account.", status=403):
    next_step = "Connect an ImgPilot account."


class ConnectRefused(AdmissionRefused, says="The account was not connected.", status=400):
    next_step = "Connect once more from the extension."

    def __init__(self, reason: str = "", *, oauth_error: str = "invalid_request") -> None:
        """`oauth_error` is the code of RFC 6749, section 5.2."""
        super().__init__(reason)
        self.oauth_error = oauth_error


class RateLimited(AdmissionRefused, says="Too many requests just now.", status=429):
    retryable = True
    next_step = "Wait a little, then try again."

    def __init__(self, reason: str = "", *, retry_after: int, policies: tuple[str, ...]) -> None:
        """`retry_after` in whole seconds; `policies` name the limits that refused."""
        super().__init__(reason)
        self.retry_after = retry_after
        self.policies = policies


class ImageFailed(PromptLensError, status=422):
    next_step = _RELOAD


class ImageUnreachable(ImageFailed, says="The image could not be reached from our server."):
    next_step = f"Check that it opens without signing in. {_NOTHING_CHARGED}"


class TooSlow(ImageFailed, says="The site took too long to send the image.", status=504):
    retryable = True
    next_step = _AGAIN


class ImageForbidden(ImageFailed, says="This site keeps the image from our server."):
    # Hot-link protection: the host wants to see its own page, or its own cookie, beside it.
    next_step = (
        "It may show it only on its own pages, or only to people who are signed in there. "
        f"Find the image on another site and try there. {_NOTHING_CHARGED}"
    )


class ImageGone(ImageFailed, says="The site says that this image does not exist."): ...


class ImageHostFailed(ImageFailed, says="The site failed while sending the image.", status=502):
    retryable = True
    next_step = _LATER


class TooLarge(ImageFailed, says="This image file is larger than we read."):
    next_step = f"Try a smaller version of it. {_NOTHING_CHARGED}"


class NotAnImage(ImageFailed, says="What the site sent is not an image."):
    next_step = f"It may be a page. Open the image in its own tab and look. {_NOTHING_CHARGED}"


class UnsupportedFormat(
    ImageFailed, says="Images such as SVG, HEIC, JPEG XL, TIFF or BMP cannot be read."
):
    next_step = f"JPEG, PNG, WebP, GIF and AVIF work: try such a copy of it. {_NOTHING_CHARGED}"


class BrokenImage(ImageFailed, says="The image file is damaged."): ...


class ImageBomb(ImageFailed, says="This image unfolds into more than we can safely open."):
    next_step = f"Try a smaller version of it. {_NOTHING_CHARGED}"


class ProviderFailed(PromptLensError, status=502):
    retryable = True
    # Seconds after which the provider says it may be asked again.
    wait: float | None = None
    # What was billed all the same: tokens in, tokens out, US dollars; None where nobody knows.
    spent: tuple[int, int, float | None] | None = None


class ProviderUnavailable(ProviderFailed, says="The model's service is not answering.", status=503):
    next_step = _LATER


class ProviderUnreachable(ProviderUnavailable):
    """Not a byte came back: the same to who asked, but nothing was begun there."""


class ProviderBusy(ProviderFailed, says="The model's service is busy.", status=503):
    next_step = _LATER


class ProviderQuotaSpent(ProviderBusy):
    """Our quota or our money there is used up: the same to who asked, but no wait helps."""


class ProviderTimeout(ProviderFailed, says="The model took too long.", status=504): ...


class StreamBroken(ProviderFailed, says="The model's answer broke off."): ...


class AnswerTruncated(ProviderFailed, says="The model's answer was cut short."): ...


class AnswerInvalid(ProviderFailed, says="The model's answer could not be used."):
    def __init__(self, reason: str = "", *, hint: str = "") -> None:
        """`hint` tells the model what to do otherwise, where it is asked once more."""
        super().__init__(reason)
        self.hint = hint


class ProviderRefusedKey(ProviderFailed, says="The model's service does not accept our key."):
    retryable = False
    next_step = _OURS


class ProviderRequestBug(ProviderFailed, says="Our question to the model was wrong.", status=500):
    retryable = False
    next_step = _OURS


class ModelMissing(ProviderRequestBug):
    """It has no such model: the same to who asked, but another provider may answer."""


class QuestionTooLong(ProviderRequestBug):
    """It holds less than we ask: the same to who asked, but another provider may hold more."""


class ImageRejected(ProviderFailed, says="The model could not read this image.", status=422):
    retryable = False
    next_step = f"Try another version of it. {_NOTHING_CHARGED}"


class ContentRefused(ProviderFailed, says="The model declined to describe this image.", status=422):
    retryable = False
    next_step = f"Try another image. {_NOTHING_CHARGED}"


class ServiceFailed(PromptLensError, status=503):
    retryable = True
    retry_after: ClassVar[int] = 5


class ServiceUnavailable(ServiceFailed, says="ImgPilot Prompt Lens is resting for a moment."):
    next_step = f"Try again in a few seconds. {_NOTHING_CHARGED}"


class ImgPilotUnavailable(ServiceFailed, says="ImgPilot's sign-in is not answering."):
    next_step = "Try again in a minute."


class TooManyStreams(ServiceFailed, says="Too many people are watching just now."):
    next_step = "Ask for the result itself, or try again in a few seconds."


class JobTimeout(ServiceFailed, says="This took too long.", status=504): ...


class InternalError(ServiceFailed, says="Something went wrong on our side.", status=500): ...


def every_error(branch: type[PromptLensError] = PromptLensError) -> Iterator[type[PromptLensError]]:
    """Yield each error that can be raised, in the order drawn above."""
    for kind in branch.__subclasses__():
        if "code" in vars(kind):
            yield kind
        yield from every_error(kind)
