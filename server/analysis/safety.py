"""What is never described, whoever saw it: sexual content with anybody younger than 18."""

import re

from server.analysis.schema import Seen

# A model's own words are believed where they say more than its flags.
_CHILDREN = re.compile(
    r"\b(?:child|children|kids?|toddlers?|infants?|bab(?:y|ies)|preteens?|underage|minors?"
    r"|loli(?:con|ta)?|shota(?:con)?|(?:little|young) (?:girl|boy)s?|teenage(?:d|rs?)?"
    r"|school ?(?:girl|boy)s?)\b",
    re.IGNORECASE,
)


def is_forbidden(seen: Seen) -> bool:
    """Say whether an answer must be dropped, and the picture with it."""
    if seen.sexual == "none":
        return False
    words = " ".join((seen.subject, seen.prompt, seen.title, *(tag.name for tag in seen.tags)))
    return seen.minor or bool(_CHILDREN.search(words.replace("_", " ")))
