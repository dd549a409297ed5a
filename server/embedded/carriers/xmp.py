"""XMP's properties as plain texts (ISO 16684-1): no document type, no entities, no depth."""

from contextlib import suppress
from xml.parsers import expat

PREFIX = b"http://ns.adobe.com/xap/1.0/\0"
LONGEST_PACKET = 256 * 1024
MOST_ELEMENTS = 5_000
MOST_PROPERTIES = 200
DEEPEST = 40
_FRAME = {"RDF", "Description", "xmpmeta", "Alt", "Bag", "Seq", "li"}


def texts(packet: bytes) -> dict[str, str]:
    """Return local name → text of each property, attribute or element, the first of a name."""
    return _Properties().read(packet) if len(packet) <= LONGEST_PACKET else {}


class _Refused(Exception):
    """It is built to harm, or longer than any that says something."""


class _Properties:
    def __init__(self) -> None:
        self._found: dict[str, str] = {}
        self._path: list[str] = []
        self._pieces: list[str] = []
        self._elements = 0

    def read(self, packet: bytes) -> dict[str, str]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._pieces.append
        # What stood before damage was whole.
        with suppress(expat.ExpatError, _Refused, ValueError, LookupError):
            parser.Parse(packet.strip(b"\0 \r\n\t"), True)  # noqa: FBT003  (it takes no name)
        return self._found

    def _refuse(self, *_: object) -> None:
        raise _Refused

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._pieces.clear()
        self._path.append(_local(name))
        self._elements += 1
        if len(self._path) > DEEPEST or self._elements > MOST_ELEMENTS:
            raise _Refused
        for key, value in attributes.items():
            self._keep(_local(key), value)

    def _end(self, _name: str) -> None:
        text = "".join(self._pieces)
        self._pieces.clear()
        named = [name for name in self._path if name not in _FRAME]
        if named:
            self._keep(named[-1], text)
        self._path.pop()

    def _keep(self, name: str, text: str) -> None:
        if text.strip():
            self._found.setdefault(name, text)
        if len(self._found) > MOST_PROPERTIES:
            raise _Refused


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
