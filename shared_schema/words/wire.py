"""Errors of frames, codings and the exchange."""

from shared_schema.errors import ErrorWords, Sentences

_SAFE_EN = "Your work is safe on this laptop."
_SAFE_KM = "ការងាររបស់លោកអ្នកមានសុវត្ថិភាពក្នុងកុំព្យូទ័រនេះ។"
_AGAIN_EN = "Send and receive again."
_AGAIN_KM = "សូមផ្ញើ និងទទួលម្តងទៀត។"


def _entry(code: str, en: str, km: str) -> ErrorWords:
    return ErrorWords(code, Sentences(en, _SAFE_EN, _AGAIN_EN), Sentences(km, _SAFE_KM, _AGAIN_KM), 5)


ERRORS = (
    _entry("wire.malformed", "What arrived could not be read.", "អ្វីដែលមកដល់មិនអាចអានបាន។"),
    _entry("wire.frame_too_large", "One part of the message is larger than %(limit)s bytes.", "ផ្នែកមួយនៃសារធំជាង %(limit)s បៃ។"),
    _entry("wire.too_large", "The message is larger than %(limit)s bytes.", "សារធំជាង %(limit)s បៃ។"),
    _entry("wire.checksum", "What arrived was damaged on the way.", "អ្វីដែលមកដល់ត្រូវបានខូចតាមផ្លូវ។"),
    _entry("wire.coding_unknown", "The message is packed in a way that is not known here.", "សារត្រូវបានបង្រួមតាមវិធីដែលមិនស្គាល់នៅទីនេះ។"),
)
