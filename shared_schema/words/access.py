"""Errors of rights at the centre. A forbidden and an unknown record answer alike: `record.not_found`."""

from shared_schema.errors import ErrorWords, Sentences

ERRORS = (
    ErrorWords(
        "access.no_account",
        Sentences("This person has no active account here.", "Nothing was changed.", "See: sync-server user list"),
        Sentences("មនុស្សនេះគ្មានគណនីសកម្មនៅទីនេះទេ។", "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។", "សូមមើល៖ sync-server user list"),
        exit_code=3,
    ),
    ErrorWords(
        "access.reason_needed",
        Sentences(
            "Opening a restricted account needs a reason.",
            "Nothing was shown.",
            "Say why you need to read it; the reason is kept.",
        ),
        Sentences(
            "ការបើកសាវតានសម្ងាត់ត្រូវការមូលហេតុ។", "គ្មានអ្វីត្រូវបានបង្ហាញទេ។", "សូមបញ្ជាក់ហេតុអ្វីបានជាត្រូវអាន។ មូលហេតុត្រូវបានរក្សាទុក។"
        ),
        exit_code=3,
    ),
)
