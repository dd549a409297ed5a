"""Answers as a model writes them: the scripted one, changed."""

import json
from typing import Any

from tests.support.provider import SEEN


def answer(**changes: Any) -> str:
    return json.dumps({**SEEN, **changes})
