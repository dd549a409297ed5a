"""What a prompt mode is, told to whoever chooses one."""

from pydantic import BaseModel, ConfigDict


class Mode(BaseModel):
    """One way to say a prompt.

    `version` goes up with the rules of this mode, `target` names what it is written for, and
    `has_negative` says whether a negative prompt is given beside the prompt.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    label: str
    version: str
    target: str
    has_negative: bool
