"""AVIF by the library that Pillow brings, turned into colours strip by strip.

Pillow's own way holds the colours twice besides what was decoded (100 MB for 12 MP, here 40), and
a file whose header lies about its size unfolds to 350 MB (measured). The library itself takes a
limit. Layouts and values are those of libavif's `avif.h`, version 1.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_int, c_size_t, c_uint32, c_void_p
from functools import partial

from PIL import Image, _avif

from server.errors import BrokenImage, ImageBomb
from server.images.shape import MAX_PIXELS
from server.images.shrink import Stored

MAX_DECODED = 5 * 4096 * 4096
"""The most bytes of light, colour and alpha before they are turned into red, green and blue."""

_OK, _RGBA, _BITS = 0, 1, 8
_SAMPLES = {1: 3.0, 2: 2.0, 3: 1.5, 4: 1.0}  # by format: 4:4:4, 4:2:2, 4:2:0, 4:0:0
_USUAL_LIMITS = [16_384 * 16_384, 32_768, 12 * 3600 * 60]


class _Decoder(ctypes.Structure):
    _fields_ = (
        ("codec", c_int),
        ("threads", c_int),
        ("source_and_steps", c_int * 3),
        ("ignores_exif_and_xmp", c_int * 2),
        ("limits", c_uint32 * 3),
        ("strictness", c_uint32),
        ("image", ctypes.POINTER(c_uint32)),
    )


class _Colours(ctypes.Structure):
    _fields_ = (
        ("size", c_uint32 * 2),
        ("depth", c_uint32),
        ("format", c_int),
        ("sampling_and_alpha", c_int * 4),
        ("is_premultiplied", c_int),
        ("is_float_and_threads", c_int * 2),
        ("start", c_void_p),
        ("stride", c_uint32),
        ("later", c_uint32 * 16),
    )


_library = ctypes.CDLL(_avif.__file__)
_library.avifDecoderCreate.restype = ctypes.POINTER(_Decoder)
_library.avifImageCreateEmpty.restype = c_void_p


@contextmanager
def decoded_avif(file: bytes, *, has_alpha: bool) -> Iterator[Stored]:
    """Give the first picture, in RGBX or RGBA.

    Raises ImageBomb, and BrokenImage also where memory was too small: the library does not say.
    """
    decoder, view = _library.avifDecoderCreate(), c_void_p(_library.avifImageCreateEmpty())
    try:
        settings = decoder.contents
        if settings.limits[:] != _USUAL_LIMITS:
            raise RuntimeError("another libavif")
        # There is a process for each core: one picture must not take another's.
        settings.threads, settings.strictness = 1, 0
        settings.ignores_exif_and_xmp[:] = 1, 1
        settings.limits[0] = MAX_PIXELS["AVIF"]
        _require(_library.avifDecoderSetIOMemory(decoder, file, c_size_t(len(file))))
        _require(_library.avifDecoderParse(decoder))
        width, height, depth, samples = settings.image[:4]
        held = width * height * (_SAMPLES.get(samples, 3) + has_alpha) * (1 + (depth > _BITS))
        if held > MAX_DECODED:
            raise ImageBomb("decoded")
        _require(_library.avifDecoderNextImage(decoder))
        mode = "RGBA" if has_alpha else "RGBX"
        yield Stored((width, height), partial(_strip, settings, view, mode))
    finally:
        _library.avifImageDestroy(view)
        _library.avifDecoderDestroy(decoder)


def _strip(decoded: _Decoder, view: c_void_p, mode: str, top: int, bottom: int) -> Image.Image:
    width, height = decoded.image[0], bottom - top
    pixels = bytearray(4 * width * height)
    _require(
        _library.avifImageSetViewRect(view, decoded.image, (c_uint32 * 4)(0, top, width, height))
    )
    colours = _Colours()
    _library.avifRGBImageSetDefaults(ctypes.byref(colours), view)
    colours.depth, colours.format = _BITS, _RGBA
    colours.start = ctypes.addressof(ctypes.c_char.from_buffer(pixels))
    colours.stride = 4 * width
    _require(_library.avifImageYUVToRGB(view, ctypes.byref(colours)))
    return Image.frombuffer(mode, (width, height), pixels, "raw", mode, 0, 1)


def _require(status: int) -> None:
    if status != _OK:
        raise BrokenImage("libavif")
