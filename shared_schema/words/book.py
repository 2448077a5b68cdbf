"""Errors of keeping records: what stops a save, what is not there."""

from shared_schema.errors import ErrorWords, Sentences

_SAFE_EN, _SAFE_KM = "Nothing was lost: what you typed is still in the form.", "មិនបាត់អ្វីទេ៖ អ្វីដែលលោកអ្នកបានសរសេរនៅក្នុងទម្រង់ដដែល។"


def _stops(code: str, en: str, km: str, next_en: str, next_km: str) -> ErrorWords:
    return ErrorWords(code, Sentences(en, _SAFE_EN, next_en), Sentences(km, _SAFE_KM, next_km))


ERRORS = (
    ErrorWords(
        "record.not_found",
        Sentences("This record is not on this list of yours.", "Nothing was changed.", "Go back to the list and search for it."),
        Sentences("កំណត់ត្រានេះមិនមាននៅក្នុងបញ្ជីរបស់លោកអ្នកទេ។", "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។", "សូមត្រឡប់ទៅបញ្ជី ហើយស្វែងរក។"),
    ),
    _stops("save.too_many", "Too much was saved at once.", "បានរក្សាទុកច្រើនពេកក្នុងពេលតែមួយ។", "Save it in smaller parts.", "សូមរក្សាទុកជាផ្នែកតូចៗ។"),
    _stops("save.nothing_changed", "Nothing was changed in this form.", "មិនមានអ្វីត្រូវបានកែក្នុងទម្រង់នេះទេ។", "Close it, or change an answer.", "សូមបិទវា ឬកែចម្លើយណាមួយ។"),
    _stops("save.home_wrong", "This record does not belong there.", "កំណត់ត្រានេះមិនមែននៅទីនោះទេ។", "Start it again from its case or office.", "សូមចាប់ផ្តើមម្តងទៀតពីករណី ឬការិយាល័យរបស់វា។"),
    _stops("save.home_unknown", "The case of this record is not on this laptop.", "ករណីនៃកំណត់ត្រានេះមិនមាននៅក្នុងកុំព្យូទ័រនេះទេ។", "Send and receive, then save again.", "សូមផ្ញើ និងទទួល រួចរក្សាទុកម្តងទៀត។"),
    _stops("save.only_yourself", "A new case begins with yourself and your office.", "ករណីថ្មីត្រូវចាប់ផ្តើមដោយខ្លួនលោកអ្នក និងការិយាល័យរបស់លោកអ្នក។", "Save it with your own name; your supervisor can hand it on.", "សូមរក្សាទុកដោយឈ្មោះលោកអ្នក អ្នកគ្រប់គ្រងអាចប្រគល់បន្ត។"),
    _stops("save.correction_needs_reason", "This answer was fixed when the record was made.", "ចម្លើយនេះត្រូវបានកំណត់ពេលបង្កើតកំណត់ត្រា។", "Say why it is corrected.", "សូមប្រាប់មូលហេតុដែលកែ។"),
    _stops("save.decision_needs_reason", "A decision between two answers needs a reason.", "ការសម្រេចរវាងចម្លើយពីរត្រូវការមូលហេតុ។", "Say why this answer was chosen.", "សូមប្រាប់មូលហេតុដែលជ្រើសចម្លើយនេះ។"),
    _stops("save.voiding_needs_reason", "Voiding a record needs a reason.", "ការលុបចោលកំណត់ត្រាត្រូវការមូលហេតុ។", "Say why it is voided.", "សូមប្រាប់មូលហេតុដែលលុបចោល។"),
)
