"""What stands in one place of a file: texts by their names, and the objects that are in them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Object = dict[str, Any]

FREE = (  # names that tell where a text stands, and not what it is
    "parameters", "UserComment", "Stealth", "Comment", "ImageDescription", "Description",
    "Make", "Model", "DocumentName", "XPComment", "description",
)  # fmt: skip
LONGEST_JSON = 1024 * 1024
MOST_THINGS = 30_000
_LABEL = re.compile(r"\s*(prompt|workflow|parameters)\s*:\s*(?=[{\[])", re.IGNORECASE)
# Texts that some writers put, by their names, into one object: they count as if they stood alone.
_INNER = {
    "prompt", "workflow", "parameters", "Comment", "Description", "Software", "Source", "Title",
    "generation_data", "invokeai_metadata", "sd-metadata", "Dream", "parameters-json", "smproj",
    "fooocus_scheme", "UserComment",
}  # fmt: skip


@dataclass(slots=True)
class Room:
    """How much JSON of one file may yet be read: signs, and arrays and objects in them."""

    signs: int = LONGEST_JSON
    things: int = MOST_THINGS

    def holds(self, text: str) -> bool:
        """Say whether a text fits, and take its room."""
        things = text.count("{") + text.count("[")
        fits = len(text) <= self.signs and things <= self.things
        if fits:
            self.signs, self.things = self.signs - len(text), self.things - things
        return fits


class Said:
    """The words of one place. Reading any of it as JSON is bounded, and done once."""

    def __init__(self, texts: Mapping[str, str], room: Room | None = None) -> None:
        """Take the texts; the first of a name counts."""
        self.texts = dict(texts)
        self._objects: dict[str, Object] = {}
        self._room = room or Room()
        for name in FREE:
            self._unfold(name)

    def text(self, name: str) -> str:
        """Return a text, or nothing."""
        return self.texts.get(name, "")

    def free(self) -> Iterator[str]:
        """Yield the texts whose names do not tell what they are."""
        return (self.texts[name] for name in FREE if name in self.texts)

    def object(self, name: str) -> Object:
        """Return the JSON object that a text is; an empty one where it is none, or too long."""
        if name not in self._objects:
            self._objects[name] = self._parsed(self.text(name))
        return self._objects[name]

    def objects(self) -> Iterator[Object]:
        """Yield every free text that is a JSON object, and `prompt`, which may be one of those."""
        return filter(None, (self.object(name) for name in (*FREE, "prompt")))

    def _unfold(self, name: str) -> None:
        text = self.texts.get(name, "")
        if label := _LABEL.match(text):
            self.texts.setdefault(label[1].lower(), text[label.end() :])
        for key, value in self.object(name).items():
            if key not in _INNER or key in self.texts:
                continue
            if isinstance(value, str):
                self.texts[key] = value
            elif isinstance(value, dict):
                self.texts[key], self._objects[key] = "", value

    def _parsed(self, text: str) -> Object:
        text = text.strip("\0 \r\n\t")
        if not text.startswith("{") or not self._room.holds(text):
            return {}
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}
