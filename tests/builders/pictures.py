"""Files as people add them, made in memory: photos with what a camera notes, papers, recordings."""

from io import BytesIO
from random import Random

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

CANARY = b"CANARY-CAMERA-7731"
GPS_CANARY = (11.0, 33.0, 17.71)


def a_photo(
    width: int = 640, height: int = 480, *, seed: str = "photo", sideways: bool = False, form: str = "JPEG"
) -> bytes:
    """A picture of coloured noise (so that it does not shrink to nothing), with maker, place and comment of a camera.

    `sideways` = the camera was turned: its upper left corner, which is red, is meant to be the upper right one.
    """
    draw = Random(seed)
    small = Image.frombytes("RGB", (64, 64), draw.randbytes(64 * 64 * 3))
    picture = small.resize((width, height), Image.Resampling.BICUBIC)
    picture.paste((255, 0, 0), (0, 0, width // 4, height // 4))
    exif = Image.Exif()
    exif[Base.Make] = CANARY.decode()
    exif[Base.Orientation] = 6 if sideways else 1
    exif.get_ifd(IFD.GPSInfo).update(
        {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: GPS_CANARY, GPS.GPSMapDatum: CANARY.decode()}
    )
    out = BytesIO()
    more = {"comment": CANARY} if form == "JPEG" else {}
    picture.save(out, form, exif=exif, quality=90, **more)
    return out.getvalue()


def a_paper(size: int = 2000, *, seed: str = "paper") -> bytes:
    """A PDF by its first bytes; what follows is noise."""
    return b"%PDF-1.7\n" + Random(seed).randbytes(size - 9)


def a_recording(kind: str = "mp3", size: int = 2000) -> bytes:
    """A recording by its first bytes: mp3 (with or without a tag: `mp3`, `mpeg`), ogg, wav, m4a."""
    starts = {
        "mp3": b"ID3\x04\x00\x00",
        "mpeg": b"\xff\xfb\x90\x64",
        "ogg": b"OggS\x00\x02",
        "wav": b"RIFF\x00\x00\x00\x00WAVEfmt ",
        "m4a": b"\x00\x00\x00\x20ftypM4A ",
    }
    start = starts[kind]
    return start + Random(kind).randbytes(size - len(start))
