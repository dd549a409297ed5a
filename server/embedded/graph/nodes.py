"""What is known of nodes, as data: `nodes.toml`, read once and checked."""

import re
import tomllib
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict

Names = tuple[str, ...]
Sign = Literal["positive", "negative"]


class _Silent(BaseModel):
    classes: frozenset[str]
    answers: re.Pattern[str]
    draws: frozenset[str]


class Nodes(BaseModel):
    """Names of inputs by what they hold; `outputs` and `widgets` by a node's class."""

    model_config = ConfigDict(extra="forbid")

    positive: Names
    negative: Names
    words: Names
    encoders: Names
    between: Names
    sampled_by: Names
    runs: frozenset[str]
    starts_from: frozenset[str]
    pipes: Names
    others: frozenset[str]
    models: Names
    outputs: dict[str, dict[int, Sign]]
    silent: _Silent
    widgets: dict[str, Names]


_FILE = resources.files("server.embedded.graph").joinpath("nodes.toml")
NODES = Nodes.model_validate(tomllib.loads(_FILE.read_text("utf-8")))
