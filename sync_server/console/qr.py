"""A QR code as SVG within the page: no script, no style, no address of elsewhere."""

import segno
from markupsafe import Markup


def qr_svg(text: str, *, scale: int = 4) -> Markup:
    """The drawing of `text`, black on white with a quiet border."""
    drawn = segno.make(text, error="m").svg_inline(scale=scale, border=3, dark="#000", light="#fff")
    return Markup(drawn)  # noqa: S704 - drawn by segno of our own text: paths and numbers alone
