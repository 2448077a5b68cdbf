"""A file as it comes from a person, made ready for keeping: judged by its bytes, an image made anew.

Promise: an image is decoded and written again as JPEG, turned the right way up, so that nothing of what the camera
noted (place, time, maker, an older thumbnail) is in it; it gets a thumbnail. Audio and PDF are kept as they came.
Everything happens in memory: no plain file is written. Pillow is loaded when the first image comes.
Refused by name: more than 10 MB uploaded, more than 8 MB to keep, a type that we do not know, a damaged picture, more
than 40 million pixels (also where a small file claims them).
"""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from shared_schema.errors import HomewardError
from shared_schema.records.file_value import JPEG, MIB, PDF, STORED_BYTES, UPLOADED_BYTES

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

PIXELS = 40_000_000
THUMBNAIL_SIDE = 320
QUALITIES = (85, 75, 60)  # the first that fits is kept
THUMBNAIL_QUALITY = 75
_FORMATS = ("JPEG", "PNG", "WEBP")
_WHITE = (255, 255, 255)
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Prepared:
    """What will be kept: a content of one of the known media types, and the thumbnail of an image."""

    media_type: str
    content: bytes
    thumbnail: "Prepared | None" = None


def prepare(stream: BinaryIO) -> Prepared:
    """Reads a file whole (at most 10 MB) and makes it ready; the errors are those of `Attachments.write`."""
    data = stream.read(UPLOADED_BYTES + 1)
    if not data:
        raise HomewardError("attachment.empty")
    if len(data) > UPLOADED_BYTES:
        raise HomewardError("attachment.too_large", limit_mb=UPLOADED_BYTES // MIB)
    media_type = type_of(data)
    if media_type is None:
        raise HomewardError("attachment.type_unknown")
    prepared = _made_anew(data) if media_type == JPEG else Prepared(media_type, data)
    if len(prepared.content) > STORED_BYTES:
        raise HomewardError("attachment.too_large_stored", limit_mb=STORED_BYTES // MIB)
    return prepared


def type_of(data: bytes) -> str | None:
    """The media type that a file will be kept as, judged by its first bytes; None where we do not know it.

    Every image that we can make anew is `image/jpeg`. Magic bytes: JFIF, PNG (RFC 2083), WebP and WAV (RIFF), PDF
    (ISO 32000), MP3 (ID3 or an MPEG audio frame of layer III), Ogg (RFC 3533), MP4 audio (ISO 14496-12, brand M4A).
    """
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or _is_riff(data, b"WEBP"):
        return JPEG
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"OggS"):
        return "audio/ogg"
    if _is_riff(data, b"WAVE"):
        return "audio/wav"
    if data[4:8] == b"ftyp" and data[8:11] in (b"M4A", b"M4B"):
        return "audio/mp4"
    return "audio/mpeg" if data.startswith(b"ID3") or _is_mpeg_audio(data) else None


def _is_riff(data: bytes, form: bytes) -> bool:
    return data.startswith(b"RIFF") and data[8:12] == form


def _is_mpeg_audio(data: bytes) -> bool:
    """A frame header of layer III: 11 bits set, a version and a bit rate that exist."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE6 != 0xE2:
        return False
    return data[1] & 0x18 != 0x08 and data[2] & 0xF0 not in (0x00, 0xF0) and data[2] & 0x0C != 0x0C


def _made_anew(data: bytes) -> Prepared:
    picture = _decoded(data)
    content = b""
    for quality in QUALITIES:
        content = _as_jpeg(picture, quality=quality)
        if len(content) <= STORED_BYTES:
            break
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Prepared(JPEG, content, Prepared(JPEG, _as_jpeg(picture, quality=THUMBNAIL_QUALITY)))


def _decoded(data: bytes) -> "Picture":
    """The pixels alone, upright, in colour without transparency; nothing else of the file."""
    from PIL import Image, UnidentifiedImageError  # heavy: not before it is needed

    try:
        picture: Picture = Image.open(BytesIO(data), formats=_FORMATS)
        if picture.width * picture.height > PIXELS:
            raise HomewardError("attachment.too_many_pixels", limit=PIXELS // 1_000_000)
        picture.load()
        picture = _upright(picture)
        if picture.has_transparency_data:
            picture = _on_white(picture)
        elif picture.mode != "RGB":  # a conversion copies, also where nothing is to be converted
            picture = picture.convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise HomewardError("attachment.too_many_pixels", limit=PIXELS // 1_000_000) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError) as error:
        raise HomewardError("attachment.picture_damaged") from error
    picture.info = {}
    return picture


def _upright(picture: "Picture") -> "Picture":
    """Turned as the camera noted it (EXIF 0x0112); whatever else it noted is not looked at, sound or not."""
    from PIL.Image import Transpose

    turns: dict[object, Transpose] = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    turn = turns.get(picture.getexif().get(_ORIENTATION))
    return picture if turn is None else picture.transpose(turn)


def _on_white(picture: "Picture") -> "Picture":
    from PIL import Image

    ground = Image.new("RGB", picture.size, _WHITE)
    layer = picture.convert("RGBA")
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _as_jpeg(picture: "Picture", *, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, exif=b"", icc_profile=None, comment=b"")
    return out.getvalue()
