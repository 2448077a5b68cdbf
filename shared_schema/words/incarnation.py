"""Errors of the laptop's own log and identity in its store."""

from shared_schema.errors import ErrorWords, Sentences

_SAFE_EN, _SAFE_KM = "Nothing was changed on this laptop.", "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរក្នុងកុំព្យូទ័រនេះទេ។"

ERRORS = (
    ErrorWords(
        "store.not_enrolled",
        Sentences("This laptop is not enrolled yet.", _SAFE_EN, "Ask the office for an enrolment slip."),
        Sentences("កុំព្យូទ័រនេះមិនទាន់បានចុះឈ្មោះទេ។", _SAFE_KM, "សូមសុំក្រដាសចុះឈ្មោះពីការិយាល័យ។"),
        exit_code=3,
    ),
    ErrorWords(
        "store.no_incarnation",
        Sentences("The log of this laptop has not begun.", _SAFE_EN, "Finish the enrolment, or restore a backup."),
        Sentences("កំណត់ហេតុរបស់កុំព្យូទ័រនេះមិនទាន់ចាប់ផ្តើមទេ។", _SAFE_KM, "សូមបញ្ចប់ការចុះឈ្មោះ ឬស្តារពីច្បាប់បម្រុង។"),
        exit_code=3,
    ),
    ErrorWords(
        "store.server_unknown",
        Sentences("This laptop does not know that server.", _SAFE_EN, "Enrol with it, or choose a server of the list."),
        Sentences("កុំព្យូទ័រនេះមិនស្គាល់ម៉ាស៊ីនមេនោះទេ។", _SAFE_KM, "សូមចុះឈ្មោះជាមួយវា ឬជ្រើសម៉ាស៊ីនមេក្នុងបញ្ជី។"),
        exit_code=3,
    ),
)
