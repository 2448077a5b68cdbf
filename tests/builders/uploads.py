"""A form with a file as a browser sends it, encoded in memory (the test client of Werkzeug would leave a file open)."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart


def an_upload(fields: Mapping[str, Any], data: bytes, *, name: str = "IMG_2231.jpg") -> dict[str, Any]:
    """What `client.post` takes to send `fields` with the file `data` under the name `file`."""
    boundary, body = encode_multipart({**fields, "file": FileStorage(BytesIO(data), name)})
    kind = f"multipart/form-data; boundary={boundary}"
    return {"input_stream": BytesIO(body), "content_type": kind, "content_length": len(body)}
