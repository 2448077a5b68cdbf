"""How large something is, in the words that people read on a stick: kB below a megabyte, MB above."""

_KB, _MB = 1024, 1024 * 1024


def size_words(size_bytes: int) -> str:
    """`size_bytes` rounded up: "9 kB", "61 MB"."""
    return f"{-(-size_bytes // _MB)} MB" if size_bytes >= _MB else f"{-(-size_bytes // _KB)} kB"
