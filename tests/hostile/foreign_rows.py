"""First bytes of files that are none of our five formats: other images by name, and no images."""

import gzip
import struct

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
HTML = b"<!doctype html><html><body><svg></svg></body></html>"


def iso(major: bytes, *others: bytes) -> bytes:
    box = b"ftyp" + major + bytes(4) + b"".join(others)
    return struct.pack(">I", len(box) + 4) + box + bytes(60)


def bitmap(header: int) -> bytes:
    return b"BM" + struct.pack("<IHHI", 500, 0, 0, 54) + struct.pack("<III", header, 9, 9)


def packed(data: bytes, name: bytes = b"") -> bytes:
    """Return `data` in gzip, its header carrying a file's name of any length."""
    plain = gzip.compress(data, mtime=0)
    return plain[:3] + b"\x08" + plain[4:10] + name + b"\0" + plain[10:] if name else plain


OTHER_IMAGES: dict[str, bytes] = {
    "SVG": SVG,
    "SVG with a declaration": b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n' + SVG,
    "SVG with byte order mark": b"\xef\xbb\xbf" + SVG,
    "SVG in UTF-16": '<?xml version="1.0" encoding="UTF-16"?>\n<svg x="1"/>'.encode("utf-16"),
    "SVG in UTF-16, the other order": b"\xfe\xff" + "<svg/>".encode("utf-16-be"),
    "SVG behind comments": b"<!-- <html> -->\r\n<!---->" * 20 + SVG,
    "SVG behind instructions": b'<?xml-stylesheet href="a"?><?x?>' + SVG,
    "SVG with a document type": b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "a.dtd">' + SVG,
    "SVG with entities": b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG,
    "SVG with a prefix": b'<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>',
    "SVG in capitals": b"<SVG>",
    "SVG behind blanks": b" \t\r\n" * 9 + SVG,
    "SVG behind three thousand bytes": b"<!--" + b"x" * 3000 + b"-->" + SVG,
    "SVG, packed": packed(b"<?xml version='1.0'?>" + SVG),
    "SVG, packed under a name": packed(SVG, name=b"drawing.svg"),
    "SVG, packed and cut": packed(b"<svg>" + bytes(range(256)) * 20)[:200],
    "HEIC": iso(b"heic", b"mif1", b"heic"),
    "HEIC, still in its brand list": iso(b"mif1", b"heic", b"miaf"),
    "HEIC sequence": iso(b"msf1", b"hevc"),
    "HEIF": iso(b"mif1"),
    "Canon raw": iso(b"crx ", b"isom"),
    "JPEG XL": b"\xff\x0a\xfa\x1f\x01" + bytes(60),
    "JPEG XL in a container": b"\0\0\0\x0cJXL \r\n\x87\n" + iso(b"jxl "),
    "JPEG 2000": b"\xff\x4f\xff\x51\0\x2f" + bytes(60),
    "JPEG 2000 in a container": b"\0\0\0\x0cjP  \r\n\x87\n" + iso(b"jp2 "),
    "JPEG XR": b"II\xbc\x01\x08\0\0\0",
    "TIFF, little end first": b"II*\0\x08\0\0\0",
    "TIFF, big end first": b"MM\0*\0\0\0\x08",
    "BigTIFF": b"II+\0\x08\0\0\0",
    "BigTIFF, big end first": b"MM\0+\0\x08\0\0",
    "Olympus raw": b"IIRO\x08\0\0\0",
    "Panasonic raw": b"IIU\0\x08\0\0\0",
    "Fujifilm raw": b"FUJIFILMCCD-RAW 0201",
    **{f"BMP of header {size}": bitmap(size) for size in (12, 16, 40, 52, 56, 64, 108, 124)},
    "ICO": b"\0\0\x01\0\x01\0\x20\x20\0\0\x01\0\x20\0",
    "CUR": b"\0\0\x02\0\x01\0\x20\x20\0\0\x05\0\x05\0",
    "ICNS": b"icns\0\0\x10\0TOC ",
    "PSD": b"8BPS\0\x01" + bytes(40),
    "PSB": b"8BPS\0\x02" + bytes(40),
    "GIMP": b"gimp xcf v011\0",
    "PBM": b"P1\n# made by hand\n9 9\n",
    "PGM": b"P5 9 9 255\n",
    "PPM": b"P6\n9 9\n255\n",
    "PAM": b"P7\nWIDTH 9\n",
    "PFM": b"PF\n9 9\n-1.0\n",
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "EPS with a preview": b"\xc5\xd0\xd3\xc6\x20\0\0\0",
    "WMF": b"\xd7\xcd\xc6\x9a\0\0" + bytes(16),
    "EMF": b"\x01\0\0\0\x6c\0\0\0" + bytes(32) + b" EMF\0\0\x01\0",
    "DDS": b"DDS \x7c\0\0\0",
    "OpenEXR": b"v/1\x01\x02\0\0\0",
    "Radiance": b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n",
    "Radiance, the other word": b"#?RGBE\n",
    "QOI": b"qoif\0\0\0\x09\0\0\0\x09\x03\0",
    "FLIF": b"FLIF31",
    "BPG": b"BPG\xfb\x20",
    "SGI": b"\x01\xda\x01\x01\0\x03\0\x09\0\x09\0\x03",
    "PCX": b"\n\x05\x01\x08\0\0\0\0",
    "FITS": b"SIMPLE  =                    T",
    "MNG": b"\x8aMNG\r\n\x1a\n",
    "JNG": b"\x8bJNG\r\n\x1a\n",
}
"""Images that we name but do not read."""

NO_IMAGES: dict[str, bytes] = {
    "nothing": b"",
    "one byte": b"\xff",
    "blanks": b" \r\n" * 2000,
    "zeros": bytes(5000),
    "a text": b"not an image",
    "a page": HTML,
    "a page behind a comment": b"<!-- <svg> -->\n" + HTML,
    "a page in UTF-16": HTML.decode().encode("utf-16"),
    "a page, packed": packed(HTML),
    "XHTML": b'<?xml version="1.0"?><!DOCTYPE html><html><svg/></html>',
    "a feed": b'<?xml version="1.0"?><rss version="2.0"/>',
    "a tag that begins like a drawing": b"<svgfoo>",
    "a drawing inside another tag": b"<div><svg/></div>",
    "a comment without end": b"<!--" + b"x" * 5000,
    "comments without end": b"<!-- -->" * 1000,
    "declarations without end": b"<? ?>" * 1000,
    "a drawing behind five thousand bytes": b"<!--" + b"x" * 5000 + b"-->" + SVG,
    "a declaration that nobody closes": b"<?xml " + b"?" * 5000,
    "JSON": b'{"error": "not found"}',
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "MP4": iso(b"mp42", b"mp42", b"isom"),
    "MP4, another brand": iso(b"isom", b"isom", b"iso2", b"avc1", b"mp41"),
    "QuickTime": iso(b"qt  ", b"qt  "),
    "WebM": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01webm",
    "Ogg": b"OggS\0\x02" + bytes(20),
    "MP3": b"ID3\x04\0\0\0\0",
    "WAV": b"RIFF\x24\0\0\0WAVEfmt ",
    "AVI": b"RIFF\x24\0\0\0AVI LIST",
    "a box of no brand": b"\0\0\0\x08ftyp",
    "a box of size zero": b"\0\0\0\0ftypavif",
    "a font": b"wOF2\0\x01\0\0",
    "an archive": b"PK\x03\x04" + bytes(60),
    "gzip of a name alone": packed(SVG, name=b"x" * 5000),
    "gzip of rubbish": b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + b"\xff" * 60,
    "gzip twice": packed(packed(SVG)),
    "gzip of a page a gigabyte long": packed(b"<p>" + bytes(2**20)),
    "a program": b"\x7fELF\x02\x01\x01",
    "words that begin like a bitmap": b"BMW is a maker of cars and of motorcycles.",
    "words that begin like a map": b"P5 is where the fifth player sits.",
    "TGA": b"\0\0\x02\0\0\0\0\0\0\0\0\0\x09\0\x09\0\x18\0" + bytes(40),
    "a JPEG that has lost its first byte": b"\xd8\xff\xe0\0\x10JFIF\0",
    "a PNG that went through a text transfer": b"\x89PNG\n\x1a\n" + bytes(60),
    "GIF of another year": b"GIF90a" + bytes(60),
}
"""What is not an image, or does not say which."""
