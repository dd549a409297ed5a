"""Midjourney: a description that ends in the job's name, in PNG text, Exif or XMP."""

import re

from server.domain.embedded import EmbeddedPrompt
from server.embedded import fields
from server.embedded.said import Said

LONGEST = 16 * 1024
_JOB = re.compile(r"\s+Job ID: ([0-9a-f]{8}-[0-9a-f-]{27})\s*$")
_MODEL = re.compile(r"--(v|version|niji)\s+([\d.]{1,5})")
_SIZE = re.compile(r"--(?:ar|aspect)\s+(\d{1,5}:\d{1,5})")


def parse(said: Said) -> EmbeddedPrompt | None:
    """Return the prompt with its parameters, which are a part of it."""
    for text in said.free():
        job = _JOB.search(text) if len(text) <= LONGEST else None
        if job:
            prompt = text[: job.start()]
            model, size = _MODEL.search(prompt), _SIZE.search(prompt)
            name = "Niji" if model and model[1] == "niji" else "Midjourney"
            told = {"Job ID": job[1], "Aspect ratio": size[1] if size else ""}
            return fields.stated(
                "midjourney", prompt, "", f"{name} {model[2]}" if model else "", told
            )
    return None
