"""One extraction of real files: what each of them holds is told, with what is known of it."""

from typing import Any

import pytest

from server.domain.analysis import Analysis
from server.domain.job import Stage
from server.domain.picture import Normalised
from server.domain.result import DeclaredAi, Result
from server.errors import BrokenImage, ImageGone
from server.images.normalise import normalise
from server.jobs.asking import Inquiry, LookUp
from server.jobs.compose import Seen
from server.jobs.extract import Rooms, extract
from tests.analysis.listening import Heard
from tests.embedded.hostile_rows import chunk, png, segment
from tests.embedded.stealthy import hidden, saved
from tests.embedded.test_places import ACTION, AGENT, AI, boxed, packet, text
from tests.embedded.tiff import PREFIX, comment, utf16
from tests.jobs.deliveries import never
from tests.jobs.owners import ORDER
from tests.jobs.shared_looks import USAGE, File
from tests.support import pictures

BOXES = chunk(b"caBX", boxed(ACTION + AGENT + text("Painter 3")))
BY_BOXES = DeclaredAi(by="Painter 3", how="C2PA: trainedAlgorithmicMedia")
ADOBE = packet(attributes=f'i:DigitalSourceType="{AI}" xmp:CreatorTool="Tool 2"')
BY_ADOBE = DeclaredAi(by="Tool 2", how="IPTC: trainedAlgorithmicMedia")
CUT = b"\xff\xd8" + segment(0xE1, PREFIX + comment(utf16(pictures.PARAMETERS))) + b"\xff\xc0\0\x11"


class Progress(Heard):
    """Hears the stages, with the question of each."""

    def __init__(self) -> None:
        super().__init__()
        self.stages: list[tuple[Stage, str]] = []

    def stage(self, stage: Stage, question: str = "", /) -> None:
        self.stages.append((stage, question))


def told(
    data: bytes,
    *,
    whole: bool = True,
    normalised: Any = never,
    look_up: LookUp = never,
    progress: Progress | None = None,
) -> Result:
    file = File(data, whole, len(data) + 1, len(data))
    rooms = Rooms(lambda *_: file, normalised, look_up, own_look=never)
    return extract(rooms, ORDER, None, 30, progress or Progress())


def measures(result: Result) -> tuple[str, int | None, int | None]:
    return result.image.format, result.image.width, result.image.height


def test_words_in_the_pixels_of_a_whole_png_need_no_decoder() -> None:
    data = saved(hidden(pictures.PARAMETERS, "stealth_pngcomp"))
    result = told(data)
    assert (result.origin, measures(result)) == ("embedded", ("PNG", 96, 64))


def test_words_that_a_decoder_found_are_told_with_all_that_is_known() -> None:
    drawn = hidden(pictures.PARAMETERS, "stealth_rgbcomp")
    data = saved(drawn, "WEBP", lossless=True, exact=True, xmp=ADOBE)
    result = told(data, normalised=lambda data, left: normalise(data))
    assert (result.origin, measures(result)) == ("embedded", ("WEBP", 96, 64))
    assert (result.image.bytes, result.image.bytes_read) == (len(data) + 1, len(data))
    assert result.source is not None
    assert result.source.raw_negative == "people, text"
    assert result.declared_ai == BY_ADOBE


def test_a_prompt_and_a_declaration_are_told_together() -> None:
    said = chunk(b"tEXt", b"parameters\0" + pictures.PARAMETERS.encode())
    result = told(png(BOXES, said, chunk(b"IDAT", b""), size=(96, 64)))
    assert (result.origin, result.declared_ai) == ("embedded", BY_BOXES)
    assert measures(result) == ("PNG", 96, 64)


def test_a_beginning_is_enough_and_a_whole_file_that_breaks_off_is_broken() -> None:
    result = told(CUT, whole=False)
    assert (result.origin, measures(result)) == ("embedded", ("JPEG", None, None))
    with pytest.raises(BrokenImage):
        told(CUT)


def test_a_declaration_is_told_beside_what_was_seen() -> None:
    def look_up(picture: Normalised, *_: object) -> Inquiry:
        assert (picture.width, picture.height) == (288, 192)
        return Inquiry("q", lambda left, told: Seen(Analysis(prompt="a kite", title="Kite"), USAGE))

    progress, plain = Progress(), pictures.png()
    result = told(
        plain[:33] + BOXES + plain[33:],
        normalised=lambda data, left: normalise(data),
        look_up=look_up,
        progress=progress,
    )
    assert (result.origin, result.declared_ai) == ("inferred", BY_BOXES)
    assert [each.code for each in result.warnings] == ["declared_only"]
    assert progress.stages == [
        ("fetching", ""), ("reading", ""), ("asking", "q"), ("rendering", ""),
    ]  # fmt: skip


def test_the_last_second_is_still_time() -> None:
    def fetch(url: str, left: float) -> Any:
        assert 0 < left <= 0.9
        raise ImageGone

    rooms = Rooms(fetch, never, never, own_look=never)
    with pytest.raises(ImageGone):
        extract(rooms, ORDER, None, 0.9, Progress())
