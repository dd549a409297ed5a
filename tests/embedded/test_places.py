"""The same words in every place of every format, and the declarations beside them."""

import json
import struct
import zlib
from html import escape
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.result import DeclaredAi
from server.embedded.carriers import avif, xmp
from server.embedded.carriers.avif import C2PA
from server.embedded.read import holds_prompt, read, read_prompt
from tests.embedded import tiff
from tests.embedded.graph_rows import CAT, clip, graph, sampler
from tests.embedded.hostile_rows import chunk, png, segment
from tests.support import pictures

SAID = pictures.PARAMETERS
EXIF = tiff.comment(tiff.utf16(SAID))
HEAD = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
NAMES = (
    'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
)
AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def packet(inner: str = "", attributes: str = "") -> bytes:
    described = f"<r:Description {NAMES} {attributes}>{inner}</r:Description>"
    return (
        f"<?xpacket begin=''?>{HEAD}{described}</r:RDF></x:xmpmeta>\n<?xpacket end='w'?>".encode()
    )


COMMENTED = (
    "<exif:UserComment><r:Alt><r:li xml:lang='x-default'>{}</r:li></r:Alt></exif:UserComment>"
)
XMP = packet(COMMENTED.format(escape(SAID)))
SHORT = packet(attributes=f'dc:description="{escape(SAID).replace(chr(10), "&#10;")}"')


def saved(kind: str, **how: bytes) -> bytes:
    out = BytesIO()
    pictures.picture().save(out, kind, **how)
    return out.getvalue()


def itxt(keyword: bytes, words: bytes, *, packed: bool = False) -> bytes:
    words = zlib.compress(words) if packed else words
    return chunk(b"iTXt", keyword + b"\0" + bytes([packed]) + b"\0\0\0" + words)


IDAT = chunk(b"IDAT", bytes(99))
XMP_KEY = b"XML:com.adobe.xmp"
PLACES = [
    ("PNG text", png(chunk(b"tEXt", b"parameters\0" + SAID.encode()), IDAT)),
    ("PNG packed text",
     png(chunk(b"zTXt", b"parameters\0\0" + zlib.compress(SAID.encode())), IDAT)),
    ("PNG international text", png(itxt(b"parameters", SAID.encode()), IDAT)),
    ("PNG text behind the pixels", png(IDAT, itxt(b"parameters", SAID.encode(), packed=True))),
    ("PNG Exif", png(chunk(b"eXIf", EXIF), IDAT)),
    ("PNG Exif behind the pixels", png(IDAT, chunk(b"eXIf", EXIF))),
    ("PNG XMP", png(itxt(XMP_KEY, XMP), IDAT)),
    ("PNG packed XMP", png(itxt(XMP_KEY, SHORT, packed=True), IDAT)),
    ("JPEG Exif", tiff.jpeg(EXIF)),
    ("JPEG description", tiff.jpeg(tiff.plain(SAID.encode()))),
    ("JPEG comment", b"\xff\xd8" + segment(0xFE, SAID.encode()) + segment(0xDA, b"")),
    ("JPEG XMP", b"\xff\xd8" + segment(0xE1, xmp.PREFIX + XMP) + segment(0xDA, b"")),
    ("WebP Exif", saved("WEBP", exif=EXIF)),
    ("WebP XMP", saved("WEBP", xmp=SHORT)),
    ("AVIF Exif", saved("AVIF", exif=EXIF)),
    ("AVIF XMP", saved("AVIF", xmp=XMP)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), PLACES)
def test_the_prompt_is_found(name: str, data: bytes) -> None:
    told = read_prompt(data)
    assert told
    assert told.negative == "people, text"
    assert told.settings["Seed"] == "1234"


@pytest.mark.parametrize(("name", "data"), PLACES)
@given(data_=st.data(), noise=st.binary(max_size=5))
@settings(deadline=None)
def test_no_damage_raises(name: str, data: bytes, data_: st.DataObject, noise: bytes) -> None:
    at = data_.draw(st.integers(0, len(data)))
    read(data[:at] + noise + data[at + len(noise) :])
    read(data[:at])


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_no_boxes_raise(noise: bytes) -> None:
    start = struct.pack(">I4s4s", 12, b"ftyp", b"avif")
    meta = b"\0\0\0\xc8meta\0\0\0\0"
    for data in (start + noise, start + meta + noise.ljust(200), noise):
        list(avif.places(data))
        avif.jumbf(data)


@given(st.binary(max_size=99) | st.text(max_size=99).map(str.encode), st.integers(0, 400))
@settings(deadline=None)
def test_no_xmp_raises(noise: bytes, at: int) -> None:
    xmp.texts(noise)
    xmp.texts(XMP[:at] + noise + XMP[at:])


def test_xmp_of_a_document_type_is_refused() -> None:
    told = b'<!DOCTYPE x [<!ENTITY a "b">]><x><y>&a;</y><z>c</z></x>'
    assert xmp.texts(told) == {}
    assert xmp.texts(told.partition(b"]>")[2].replace(b"&a;", b"b")) == {"y": "b", "z": "c"}


def text(words: str) -> bytes:
    """A text as CBOR writes it."""
    body = words.encode()
    return (bytes([0x60 + len(body)]) if len(body) < 24 else b"\x78" + bytes([len(body)])) + body


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


ACTION = text("digitalSourceType") + text(AI)
AGENT = text("softwareAgent")
CLAIM = text("claim_generator_info") + b"\x81\xa1" + text("name") + text("Claim")
MAKERS = [
    ("an agent", AGENT + text("Agent 1"), "Agent 1"),
    ("an agent in a map", AGENT + b"\xa1" + text("name") + text("Agent 1"), "Agent 1"),
    ("the claim's generator", CLAIM, "Claim"),
    ("the claim's generator of old", text("claim_generator") + text("Old/1"), "Old/1"),
    ("nobody", b"", "C2PA"),
]


def boxed(cbor: bytes) -> bytes:
    return box(b"jumb", box(b"jumd", b"c2pa") + box(b"cbor", cbor))


@pytest.mark.parametrize(("name", "maker", "by"), MAKERS)
def test_c2pa_declares_who_and_how(name: str, maker: bytes, by: str) -> None:
    declared = DeclaredAi(by=by, how="C2PA: trainedAlgorithmicMedia")
    jumbf = boxed(ACTION + maker)
    riff = b"WEBP" + b"C2PA" + struct.pack("<I", len(jumbf)) + jumbf
    files = [
        png(chunk(b"caBX", jumbf), IDAT),
        b"\xff\xd8" + segment(0xEB, b"JP\0\1\0\0\0\1" + jumbf) + segment(0xDA, b""),
        b"RIFF" + struct.pack("<I", len(riff)) + riff,
        box(b"ftyp", b"avif") + box(b"uuid", C2PA + bytes(4) + b"manifest\0" + bytes(8) + jumbf),
    ]
    for data in files:
        stated = read(data)
        assert (stated.prompt, stated.declared, stated.is_hollow) == (None, declared, False)


def test_boxes_that_span_segments_are_put_together() -> None:
    jumbf = boxed(ACTION + CLAIM)
    second = b"\0\0\0\2" + jumbf[:8] + jumbf[70:]
    parts = [segment(0xEB, b"JP\0\1" + each) for each in (b"\0\0\0\1" + jumbf[:70], second)]
    assert read(b"\xff\xd8" + b"".join(parts) + segment(0xDA, b"")).declared


def test_iptc_declares_in_xmp() -> None:
    told = packet(attributes=f'i:DigitalSourceType="{AI}" xmp:CreatorTool="Tool 2"')
    for data in (saved("WEBP", xmp=told), png(itxt(XMP_KEY, told), IDAT)):
        assert read(data).declared == DeclaredAi(by="Tool 2", how="IPTC: trainedAlgorithmicMedia")


CAMERA = AI.replace("trainedAlgorithmicMedia", "digitalCapture")


def test_what_a_camera_took_is_not_declared() -> None:
    assert read(png(chunk(b"caBX", boxed(text("digitalSourceType") + text(CAMERA))), IDAT)) == read(
        b""
    )
    assert read(png(itxt(XMP_KEY, packet(attributes=f'i:DigitalSourceType="{CAMERA}"')))) == read(
        b""
    )


def test_a_prompt_and_a_declaration_are_both_told() -> None:
    stated = read(png(chunk(b"caBX", boxed(ACTION)), itxt(b"parameters", SAID.encode()), IDAT))
    assert stated.prompt
    assert stated.declared


SWARM = b'parameters\0{"sui_image_params": {"prompt": "a dog"}}'
RUN = b"prompt\0" + json.dumps(graph(p=clip(CAT), k=sampler(["p", 0], ["p", 0]))).encode()
MANY = [
    png(chunk(b"tEXt", RUN), chunk(b"tEXt", SWARM), IDAT, chunk(b"tEXt", b"Comment\0x")),
    png(chunk(b"tEXt", RUN), IDAT, chunk(b"tEXt", SWARM)),
    png(IDAT, chunk(b"tEXt", RUN), chunk(b"tEXt", SWARM)),
    tiff.jpeg(EXIF)[:-2] + segment(0xFE, SAID.encode()),
]


@pytest.mark.parametrize("data", MANY)
def test_no_head_tells_another_prompt_than_the_whole_file(data: bytes) -> None:
    for cut in range(len(data)):
        if holds_prompt(data[:cut]):
            assert read(data[:cut], whole=False) == read(data)


def test_whoever_fetches_is_not_held_up_by_asking_often() -> None:
    late = png(*[chunk(b"prVt", bytes(1_000_000))] * 3, itxt(b"parameters", SAID.encode()), IDAT)
    assert read(late).prompt
    assert not holds_prompt(late)


def test_a_picture_without_words_says_nothing() -> None:
    for kind in ("PNG", "JPEG", "WEBP", "AVIF", "GIF"):
        assert read(saved(kind)) == read(b"")
