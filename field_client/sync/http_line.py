"""The real line to a server, over `requests`; loaded when a line is first opened, for most commands need none.

Promise and refusal: those of `sync/line.py` and `sync/tls.py`; proxies, settings of the environment and redirects are
refused, and plain HTTP outside 127.0.0.0/8.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError
from urllib3.util import SKIP_HEADER

from field_client.sync.line import CHUNK_BYTES, Answered, Posted, Traffic, head_bytes
from shared_schema.errors import HomewardError

CONNECT_SECONDS, READ_SECONDS = 20, 120


@dataclass(slots=True)
class HttpLine:
    """The line over HTTP(S); `session` trusts the organisation's own authority alone (sync/tls.py)."""

    address: str
    session: requests.Session
    traffic: Traffic = field(default_factory=Traffic)

    def __post_init__(self) -> None:
        self.session.headers.clear()

    @contextmanager
    def post(self, posted: Posted) -> Iterator[Answered]:
        """See `Line.post`."""
        headers = {**posted.headers, "user-agent": SKIP_HEADER, "accept-encoding": SKIP_HEADER}
        head = head_bytes(f"POST {posted.path} HTTP/1.1", self._sent_headers(posted))
        self.traffic = self.traffic.plus(requests=1, up=head + len(posted.body))
        try:
            response = self.session.post(
                self.address + posted.path,
                data=posted.body,
                headers=headers,
                stream=True,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
            )
        except requests.exceptions.SSLError as error:
            raise HomewardError("tls.not_our_authority") from error
        except requests.RequestException as error:
            raise HomewardError("sync.no_contact") from error
        with response:
            reply_headers = {name.lower(): value for name, value in response.headers.items()}
            head = head_bytes(f"HTTP/1.1 {response.status_code} {response.reason}", reply_headers)
            self.traffic = self.traffic.plus(down=head)
            yield Answered(response.status_code, reply_headers, self._chunks(response))

    def close(self) -> None:
        """Ends the connection."""
        self.session.close()

    def _sent_headers(self, posted: Posted) -> dict[str, str]:
        added = {"host": urlsplit(self.address).netloc, "content-length": str(len(posted.body))}
        return {**posted.headers, **added}

    def _chunks(self, response: requests.Response) -> Iterator[bytes]:
        try:
            for chunk in response.raw.stream(CHUNK_BYTES, decode_content=False):
                self.traffic = self.traffic.plus(down=len(chunk))
                yield chunk
        except (HTTPError, OSError) as error:
            raise HomewardError("sync.cut") from error
