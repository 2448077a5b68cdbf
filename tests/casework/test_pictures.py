"""Photos are made anew and lose what the camera noted; papers and recordings stay as they came; the rest is refused."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from casework import pictures
from casework.pictures import PIXELS, THUMBNAIL_SIDE, prepare, type_of
from shared_schema.errors import HomewardError
from shared_schema.records.file_value import JPEG, MIB, PDF, UPLOADED_BYTES
from tests.builders.pictures import CANARY, a_paper, a_photo, a_recording


def refused(data: bytes) -> HomewardError:
    with pytest.raises(HomewardError) as caught:
        prepare(BytesIO(data))
    return caught.value


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_the_camera_noted_is_left_in_a_photo(form: str) -> None:
    data = a_photo(form=form)
    assert CANARY in data, "the camera wrote it"
    made = prepare(BytesIO(data))
    assert made.media_type == JPEG and made.thumbnail is not None
    for content in (made.content, made.thumbnail.content):
        assert CANARY not in content and b"Exif" not in content
        picture = Image.open(BytesIO(content))
        assert picture.format == "JPEG" and not picture.getexif() and "comment" not in picture.info


def test_a_photo_taken_sideways_stands_upright() -> None:
    made = prepare(BytesIO(a_photo(400, 200, sideways=True)))
    picture = Image.open(BytesIO(made.content))
    assert picture.size == (200, 400)
    red, _green, blue = picture.getpixel((195, 5))
    assert red > 200 and blue < 60, "the red corner is at the upper right"


@pytest.mark.parametrize("tag", [0x0100, 0x010F, 0x011A])
def test_a_photo_with_rubbish_beside_its_turn_stands_upright_all_the_same(tag: int) -> None:
    """A width, a maker, a resolution that are of no such type."""
    out = BytesIO()
    Image.new("RGB", (80, 60)).save(out, "JPEG")
    values = sorted([(0x0112, 3, 1, b"\0\x06\0\0"), (tag, 12 if tag == 0x010F else 7, 1, b"\0\0\0\x26")])
    entries = b"".join(struct.pack(">HHI", *one[:3]) + one[3] for one in values)
    noted = b"Exif\0\0MM\0*\0\0\0\x08\0\x02" + entries + bytes(4) + struct.pack(">d", 1.5)
    plain = out.getvalue()
    data = plain[:2] + b"\xff\xe1" + struct.pack(">H", len(noted) + 2) + noted + plain[2:]
    assert Image.open(BytesIO(prepare(BytesIO(data)).content)).size == (60, 80)


def test_thumbnail_is_small_and_keeps_its_shape() -> None:
    made = prepare(BytesIO(a_photo(1600, 800)))
    assert made.thumbnail is not None
    assert Image.open(BytesIO(made.thumbnail.content)).size == (THUMBNAIL_SIDE, THUMBNAIL_SIDE // 2)
    assert len(made.thumbnail.content) < 64 * 1024
    assert Image.open(BytesIO(made.content)).size == (1600, 800), "the photo itself keeps its size"


def test_what_is_transparent_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (50, 50), (200, 0, 0, 0)).save(out, "PNG")
    assert Image.open(BytesIO(prepare(BytesIO(out.getvalue())).content)).getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (a_paper(), PDF),
        (a_recording("mp3"), "audio/mpeg"),
        (a_recording("mpeg"), "audio/mpeg"),
        (a_recording("ogg"), "audio/ogg"),
        (a_recording("wav"), "audio/wav"),
        (a_recording("m4a"), "audio/mp4"),
    ],
)
def test_papers_and_recordings_are_kept_as_they_came(data: bytes, media_type: str) -> None:
    made = prepare(BytesIO(data))
    assert (made.media_type, made.content, made.thumbnail) == (media_type, data, None)


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00",
        b"<svg xmlns='x'/>",
        b"<html><script>",
        b"GIF89a" + bytes(20),
        b"PK\x03\x04",
        b"\x00" * 40,
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x18ftypheic" + bytes(40),
    ],
)
def test_a_file_of_another_type_is_refused_by_name(data: bytes) -> None:
    assert type_of(data) is None
    assert refused(data).code == "attachment.type_unknown"


def test_an_empty_file_is_refused_by_name() -> None:
    assert refused(b"").code == "attachment.empty"


def test_more_than_ten_megabytes_are_refused_before_anything_is_read_further() -> None:
    stream = BytesIO(b"%PDF-" + bytes(UPLOADED_BYTES + 5000))
    with pytest.raises(HomewardError) as caught:
        prepare(stream)
    assert caught.value.code == "attachment.too_large" and caught.value.facts == {"limit_mb": 10}
    assert stream.tell() == UPLOADED_BYTES + 1


def test_a_paper_of_nine_megabytes_is_too_large_to_keep() -> None:
    assert refused(b"%PDF-" + bytes(9 * MIB)).code == "attachment.too_large_stored"


def test_a_photo_too_large_to_keep_is_written_coarser(monkeypatch: pytest.MonkeyPatch) -> None:
    data = a_photo(800, 600)
    fine = len(prepare(BytesIO(data)).content)
    monkeypatch.setattr(pictures, "STORED_BYTES", fine - 1)
    assert len(prepare(BytesIO(data)).content) < fine
    monkeypatch.setattr(pictures, "STORED_BYTES", 100)
    assert refused(data).code == "attachment.too_large_stored"


@pytest.mark.parametrize("cut", [12, 200, -50])
def test_a_picture_that_ends_too_early_is_damaged(cut: int) -> None:
    assert refused(a_photo()[:cut]).code == "attachment.picture_damaged"


def test_a_picture_with_rubbish_inside_is_damaged() -> None:
    assert refused(b"\xff\xd8\xff" + b"rubbish" * 100).code == "attachment.picture_damaged"


@pytest.mark.parametrize(("width", "height"), [(8000, PIXELS // 8000 + 1), (100_000, 100_000), (60_000, 1_600)])
def test_a_small_file_that_claims_many_pixels_is_refused_unread(width: int, height: int) -> None:
    """A header of a few bytes: were it decoded, it would take gigabytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    data = zlib.compress(bytes(1000))
    body = struct.pack(">I", len(data)) + b"IDAT" + data + struct.pack(">I", zlib.crc32(b"IDAT" + data))
    found = refused(b"\x89PNG\r\n\x1a\n" + chunk + body)
    assert found.code == "attachment.too_many_pixels" and found.facts == {"limit": 40}
