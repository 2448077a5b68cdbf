"""Errors of the canonical form and of records."""

from shared_schema.errors import ErrorWords, Sentences

_KEPT_EN = "Nothing was changed."
_KEPT_KM = "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"

ERRORS = (
    ErrorWords(
        "canonical.not_canonical",
        Sentences("These bytes are not in the form that Homeward writes.", _KEPT_EN, "Send them again from the program that made them."),
        Sentences("ទិន្នន័យនេះមិនមានទម្រង់ដែល Homeward សរសេរទេ។", _KEPT_KM, "សូមផ្ញើម្តងទៀតពីកម្មវិធីដែលបានបង្កើតវា។"),
    ),
    ErrorWords(
        "canonical.too_deep",
        Sentences("A value is nested deeper than %(limit)s levels.", _KEPT_EN, "Send simpler values."),
        Sentences("តម្លៃមួយមានជម្រៅលើសពី %(limit)s កម្រិត។", _KEPT_KM, "សូមផ្ញើតម្លៃដែលសាមញ្ញជាងនេះ។"),
    ),
    ErrorWords(
        "canonical.not_base64",
        Sentences("A code or identifier is not written as expected.", _KEPT_EN, "Copy it again, whole."),
        Sentences("លេខកូដ ឬលេខសម្គាល់មួយសរសេរមិនត្រឹមត្រូវទេ។", _KEPT_KM, "សូមចម្លងវាម្តងទៀតឱ្យគ្រប់។"),
    ),
    ErrorWords(
        "record.invalid",
        Sentences("%(count)s answers of this record need attention.", "What was typed is kept as a draft.", "Look at each marked answer, then save again."),
        Sentences("មានចម្លើយ %(count)s ត្រូវពិនិត្យឡើងវិញ។", "អ្វីដែលបានសរសេរត្រូវបានរក្សាទុកជាសេចក្តីព្រាង។", "សូមពិនិត្យចម្លើយដែលបានគូស រួចរក្សាទុកម្តងទៀត។"),
    ),
)
