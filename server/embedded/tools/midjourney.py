"""Midjourney: a description that ends in the job's name, in PNG text, Exif or XMP."""

import re

from server.domain.embedded import EmbeddedPrompt
from server.embedded import fields
from server.embedded.said import Said

LONGEST = 16 * 1024
_LABEL = "Job ID: "
_JOB = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}\s*")
_MODEL = re.compile(r"--(v|version|niji)\s+([\d.]{1,5})")
_SIZE = re.compile(r"--(?:ar|aspect)\s+(\d{1,5}:\d{1,5})")


def parse(said: Said) -> EmbeddedPrompt | None:
    """Return the prompt with its parameters, which are a part of it."""
    for text in said.free():
        told, _, job = text[-LONGEST:].rpartition(_LABEL)
        if told and _JOB.fullmatch(job.strip("\0")):
            prompt = told.strip()
            model, size = _MODEL.search(prompt), _SIZE.search(prompt)
            name = "Niji" if model and model[1] == "niji" else "Midjourney"
            settings = {"Job ID": job.strip("\0 \n"), "Aspect ratio": size[1] if size else ""}
            return fields.stated(
                "midjourney", prompt, "", f"{name} {model[2]}" if model else "", settings
            )
    return None
