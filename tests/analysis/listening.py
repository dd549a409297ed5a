"""Listeners for calls that are made without a job."""


class Heard:
    """Keeps what is gained; what became void stays in `void`."""

    def __init__(self) -> None:
        self.text = ""
        self.void: list[str] = []

    def gained(self, text: str) -> None:
        self.text += text

    def restarted(self) -> None:
        self.void.append(self.text)
        self.text = ""


class Raising(Heard):
    """Ends the call with `error` at the first word."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self._error = error

    def gained(self, text: str) -> None:
        raise self._error
