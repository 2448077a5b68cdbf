"""The headers of the laptop's pages as bytes, for answers given before the application is asked."""

from casework.web.headers import HEADERS


def header_lines() -> bytes:
    """One line a header."""
    return "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items()).encode("ascii")
