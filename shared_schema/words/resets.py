"""Errors of credentials that two people give, and what the commands of resets, lease codes and certificates print."""

from shared_schema.errors import ErrorWords, Sentences
from shared_schema.words.cli import Phrase

_SAME_EN, _SAME_KM = "Nothing was changed.", "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"

RESET_ASKED = Phrase(
    "A reset of %(login)s was asked for. Her supervisor or a coordinator of her office confirms it within 3 days:\n"
    "  sync-server user reset %(login)s --countersign --as LOGIN",
    "បានស្នើសុំប្តូរឃ្លាសម្ងាត់របស់ %(login)s។ អ្នកគ្រប់គ្រង ឬអ្នកសម្របសម្រួលនៃការិយាល័យត្រូវបញ្ជាក់ក្នុងរយៈពេល 3 ថ្ងៃ៖\n"
    "  sync-server user reset %(login)s --countersign --as LOGIN",
)
LEASE_CODE = Phrase(
    "Read this to the person once, in groups. It opens %(device)s with her passphrase, and is not shown again:",
    "សូមអានលេខកូដនេះឱ្យសាមីខ្លួនស្តាប់ម្តង ជាក្រុមៗ។ វាបើក %(device)s ជាមួយឃ្លាសម្ងាត់របស់គាត់ ហើយមិនបង្ហាញម្តងទៀតទេ៖",
)
RENEWED = Phrase(
    "The certificate of %(device)s is good until %(until)s; it takes the new one at its next contact.",
    "វិញ្ញាបនបត្ររបស់ %(device)s ប្រើបានដល់ %(until)s។ វានឹងទទួលវិញ្ញាបនបត្រថ្មីនៅពេលទាក់ទងលើកក្រោយ។",
)
CERTIFICATES_END = Phrase(
    "Certificates that end within 60 days or have ended: %(devices)s. Laptops that synchronise renew theirs by "
    "themselves; for one that is late: sync-server device renew CODE --as LOGIN",
    "វិញ្ញាបនបត្រដែលនឹងផុតកំណត់ក្នុង 60 ថ្ងៃ ឬផុតហើយ៖ %(devices)s។ កុំព្យូទ័រដែលភ្ជាប់នឹងបន្តដោយខ្លួនឯង។ "
    "សម្រាប់កុំព្យូទ័រដែលយឺត៖ sync-server device renew CODE --as LOGIN",
)

ERRORS = (
    ErrorWords(
        "reset.not_administrator",
        Sentences("%(login)s is no administrator.", _SAME_EN, "An administrator asks for the reset first."),
        Sentences("%(login)s មិនមែនជាអ្នករដ្ឋបាលទេ។", _SAME_KM, "អ្នករដ្ឋបាលត្រូវស្នើសុំជាមុនសិន។"),
        exit_code=3,
    ),
    ErrorWords(
        "reset.not_asked",
        Sentences(
            "No reset of %(login)s waits for a second person, or it is older than 3 days.",
            _SAME_EN,
            "An administrator asks first: sync-server user reset %(login)s --as LOGIN",
        ),
        Sentences(
            "គ្មានសំណើប្តូរឃ្លាសម្ងាត់របស់ %(login)s រង់ចាំមនុស្សទីពីរទេ ឬវាចាស់ជាង 3 ថ្ងៃ។",
            _SAME_KM,
            "អ្នករដ្ឋបាលត្រូវស្នើសុំជាមុន៖ sync-server user reset %(login)s --as LOGIN",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "reset.needs_another",
        Sentences(
            "A reset of %(login)s is confirmed by her supervisor or a coordinator of her office, who is neither she nor "
            "the one who asked.",
            _SAME_EN,
            "Ask one of them to confirm it.",
        ),
        Sentences(
            "ការប្តូរឃ្លាសម្ងាត់របស់ %(login)s ត្រូវបញ្ជាក់ដោយអ្នកគ្រប់គ្រង ឬអ្នកសម្របសម្រួលនៃការិយាល័យ ដែលមិនមែនជាសាមីខ្លួន និងមិនមែនជាអ្នកស្នើសុំ។",
            _SAME_KM,
            "សូមសុំម្នាក់ក្នុងចំណោមពួកគេឱ្យបញ្ជាក់។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "device.not_hers",
        Sentences(
            "This laptop is not of an office that this person leads.",
            _SAME_EN,
            "The supervisor of its office or a coordinator does this.",
        ),
        Sentences(
            "កុំព្យូទ័រនេះមិនមែនជារបស់ការិយាល័យដែលមនុស្សនេះដឹកនាំទេ។",
            _SAME_KM,
            "អ្នកគ្រប់គ្រងនៃការិយាល័យនោះ ឬអ្នកសម្របសម្រួលធ្វើការនេះ។",
        ),
        exit_code=3,
    ),
)
