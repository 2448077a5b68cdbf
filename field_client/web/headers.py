"""The headers of every answer, errors and static files among them (security.md section 3).

Promise: nothing is kept by a browser, nothing is framed, no script but our own files runs, no address leaves.
"""

from collections.abc import Mapping

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "same-origin",  # never no-referrer: browsers would send `Origin: null` on our own forms
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), clipboard-read=()",
}
CLEAR = '"cache", "storage"'  # sent with a lock; cookies stay, for the door opens the unlock page of the same tab


def header_lines() -> bytes:
    """The same headers as bytes, for answers that the server gives before the application is asked."""
    return "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items()).encode("ascii")
