"""Errors of the pages of an office: assigning, transfers, intake, referrals received, the provider directory."""

from shared_schema.errors import ErrorWords, Sentences

_SAME_EN = "Nothing was changed."
_SAME_KM = "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"

ERRORS = (
    ErrorWords(
        "assign.nothing_chosen",
        Sentences("No case was chosen.", _SAME_EN, "Tick one or several, then press the button again."),
        Sentences("មិនបានជ្រើសរើសករណីណាទេ។", _SAME_KM, "សូមគូសមួយ ឬច្រើន រួចចុចប៊ូតុងម្តងទៀត។"),
    ),
    ErrorWords(
        "assign.too_many",
        Sentences("More than %(limit)s were chosen.", _SAME_EN, "Choose at most %(limit)s at once."),
        Sentences("បានជ្រើសរើសលើសពី %(limit)s។", _SAME_KM, "សូមជ្រើសរើសច្រើនបំផុត %(limit)s ក្នុងមួយលើក។"),
    ),
    ErrorWords(
        "assign.no_worker",
        Sentences("No active worker was chosen.", _SAME_EN, "Choose a worker of the office."),
        Sentences("មិនបានជ្រើសរើសបុគ្គលិកដែលកំពុងធ្វើការទេ។", _SAME_KM, "សូមជ្រើសរើសបុគ្គលិកម្នាក់នៃការិយាល័យ។"),
    ),
    ErrorWords(
        "assign.other_office",
        Sentences(
            "The worker belongs to another office than the case.",
            _SAME_EN,
            "Choose a worker of the same office. Between offices a case moves by a transfer.",
        ),
        Sentences(
            "បុគ្គលិកនេះនៅការិយាល័យផ្សេងពីករណី។",
            _SAME_KM,
            "សូមជ្រើសរើសបុគ្គលិកនៃការិយាល័យដដែល។ រវាងការិយាល័យ ករណីត្រូវផ្លាស់ដោយការផ្ទេរ។",
        ),
    ),
    ErrorWords(
        "assign.not_saved",
        Sentences(
            "The assignment was not saved (%(codes)s).",
            _SAME_EN,
            "Open the case and look at what it lacks, then try again.",
        ),
        Sentences(
            "ការចាត់តាំងមិនត្រូវបានរក្សាទុកទេ (%(codes)s)។",
            _SAME_KM,
            "សូមបើកករណី ហើយមើលអ្វីដែលខ្វះ រួចព្យាយាមម្តងទៀត។",
        ),
    ),
)
