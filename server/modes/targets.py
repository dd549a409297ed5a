"""What is known of the targets, as data: `targets.toml` and `rules.toml`, read once and checked."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from server.domain.mode import Mode

Sentences = tuple[tuple[str, str], ...]  # fields of an Analysis, or `palette`, each as it is said


class Rule(BaseModel):
    """What may not be: said to people, and found by a pattern where there is one."""

    message: str
    pattern: re.Pattern[str] = re.compile("(?!)")


class Parameter(BaseModel):
    """The pattern of a value, the most that its number may be, and the models that know it."""

    value: str = ""
    most: float = 0
    models: str = "678n"


class Target(Mode):
    """One target. `most` bounds its short, normal and rich text; 0 leaves it as it stands.

    In prose, `details` and `more` join in where they are news: the details below `fewest` words
    and where the prompt was cut, both where all is to be said. `scene` frames mere keywords, and
    `shape` says the format, for tools that are told it nowhere else.
    """

    model_config = ConfigDict(extra="forbid")

    as_of: date
    source: str = ""
    most: tuple[int, int, int]
    rules: tuple[str, ...]
    fewest: int = 0
    longest: int = 0
    details: Sentences = ()
    more: Sentences = ()
    between: str = " "
    scene: str = "{}"
    shape: str = ""
    parameters: Mapping[str, Parameter] = Field(default_factory=dict)
    prefix: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    no_beasts: tuple[str, ...] = ()


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("server.modes").joinpath(name).read_text("utf-8"))


RULES = {code: Rule(**row) for code, row in _read("rules.toml").items()}
TARGETS = {name: Target(id=name, **row) for name, row in _read("targets.toml").items()}
