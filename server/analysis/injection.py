"""Text in a picture that speaks to a model, found without asking one."""

import re
import unicodedata
from collections.abc import Iterable

from server.analysis.plain import UNSEEN
from server.analysis.sayings import rows

_ORDERS = re.compile("|".join(f"(?:{row})" for row in rows("orders")))


def addresses_a_model(texts: Iterable[str]) -> bool:
    """Say whether the texts, read one after the other, tell a model what to do."""
    text = UNSEEN.sub("", unicodedata.normalize("NFKC", " ".join(texts)))
    return bool(_ORDERS.search(" ".join(text.lower().split()).replace("’", "'")))
