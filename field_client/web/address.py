"""Where the local program listens: an address of 127.0.0.0/8, a port and a secret path, all drawn at each start.

Promise: nothing but IPv4 loopback. The path is as secret as a key: it appears in no argument, environment or log, and
answers to requests that do not know it never contain it (security.md 3, threats 1 and 4).
"""

from base64 import urlsafe_b64encode

from shared_schema.identifiers import Random

PREFIX_BYTES = 16  # 22 characters of base64url
MACOS = "darwin"


def choose_host(random: Random, *, platform: str) -> str:
    """127.x.y.z with a last part that is neither 0 nor 255; macOS has 127.0.0.1 alone."""
    if platform == MACOS:
        return "127.0.0.1"
    second, third, fourth = random(3)
    return f"127.{second}.{third}.{1 + fourth % 254}"


def choose_prefix(random: Random) -> str:
    """`/~` and 22 characters (128 bits)."""
    return "/~" + urlsafe_b64encode(random(PREFIX_BYTES)).rstrip(b"=").decode("ascii")
