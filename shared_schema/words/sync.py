"""Words of sending and receiving on the laptop."""

from shared_schema.errors import ErrorWords, Sentences

_SAFE_EN = "Nothing was lost; your work is safe on this laptop."
_SAFE_KM = "គ្មានអ្វីបាត់បង់ឡើយ។ ការងាររបស់លោកអ្នកមានសុវត្ថិភាពក្នុងកុំព្យូទ័រនេះ។"
_AGAIN_EN = "Send and receive again when there is internet."
_AGAIN_KM = "សូមផ្ញើ និងទទួលម្តងទៀតពេលមានអ៊ីនធឺណិត។"
_TELL_EN = "Tell the office."
_TELL_KM = "សូមប្រាប់ការិយាល័យ។"
_NO_CONTACT, _BUSY, _DAMAGED, _PERMISSION = 5, 4, 7, 3


def _entry(
    code: str, en: str, km: str, *, exit_code: int, next_en: str = _AGAIN_EN, next_km: str = _AGAIN_KM
) -> ErrorWords:
    return ErrorWords(code, Sentences(en, _SAFE_EN, next_en), Sentences(km, _SAFE_KM, next_km), exit_code)


ERRORS = (
    _entry(
        "sync.no_contact",
        "Phnom Penh could not be reached.",
        "មិនអាចទាក់ទងភ្នំពេញបានទេ។",
        exit_code=_NO_CONTACT,
    ),
    ErrorWords(
        "sync.cut",
        Sentences("The connection was cut.", "What arrived is kept; nothing was lost.", "The rest goes next time."),
        Sentences("ការតភ្ជាប់បានដាច់។", "អ្វីដែលបានមកដល់ត្រូវបានរក្សាទុក។ គ្មានអ្វីបាត់បង់ឡើយ។", "នៅសល់នឹងផ្ញើលើកក្រោយ។"),
        _NO_CONTACT,
    ),
    _entry(
        "sync.busy",
        "Another sending and receiving is going on.",
        "ការផ្ញើ និងទទួលមួយទៀតកំពុងដំណើរការ។",
        exit_code=_BUSY,
        next_en="Wait until it has ended.",
        next_km="សូមរង់ចាំរហូតដល់វាចប់។",
    ),
    _entry(
        "sync.request_too_large",
        "What was to be sent is larger than %(limit)s bytes.",
        "អ្វីដែលត្រូវផ្ញើធំជាង %(limit)s បៃ។",
        exit_code=1,
        next_en=_TELL_EN,
        next_km=_TELL_KM,
    ),
    _entry(
        "sync.refused",
        "The server answered %(status)s and did not say why in a way that is known here (%(answer)s).",
        "ម៉ាស៊ីនមេបានឆ្លើយ %(status)s ហើយមូលហេតុមិនស្គាល់នៅទីនេះ (%(answer)s)។",
        exit_code=_NO_CONTACT,
        next_en="Try again later; if it goes on, tell the office.",
        next_km="សូមព្យាយាមម្តងទៀតពេលក្រោយ។ បើនៅតែដដែល សូមប្រាប់ការិយាល័យ។",
    ),
    _entry(
        "sync.reply_out_of_order",
        "The answer of the server does not follow the order of the exchange (%(what)s).",
        "ចម្លើយរបស់ម៉ាស៊ីនមេមិនតាមលំដាប់នៃការផ្លាស់ប្តូរទេ (%(what)s)។",
        exit_code=_NO_CONTACT,
    ),
    _entry(
        "sync.differs_after_repair",
        "This laptop and the server still differ in %(count)s group(s) of records after a repair.",
        "កុំព្យូទ័រនេះ និងម៉ាស៊ីនមេនៅតែខុសគ្នាក្នុងក្រុមកំណត់ត្រា %(count)s បន្ទាប់ពីជួសជុល។",
        exit_code=_DAMAGED,
        next_en="Run field-client check, then tell the office.",
        next_km="សូមដំណើរការ field-client check រួចប្រាប់ការិយាល័យ។",
    ),
    _entry(
        "sync.not_enrolled",
        "This laptop has not been enrolled yet.",
        "កុំព្យូទ័រនេះមិនទាន់បានចុះឈ្មោះទេ។",
        exit_code=1,
        next_en="Run field-client enrol with the slip from your office.",
        next_km="សូមដំណើរការ field-client enrol ជាមួយក្រដាសពីការិយាល័យ។",
    ),
    ErrorWords(
        "enrol.no_contact",
        Sentences(
            "No server of this slip could be reached.",
            "This laptop is not enrolled yet. Nothing was lost.",
            "Try again with the same slip when there is internet. If it is refused as used, ask your office for a new one.",
        ),
        Sentences(
            "មិនអាចទាក់ទងម៉ាស៊ីនមេណាមួយនៃក្រដាសនេះបានទេ។",
            "កុំព្យូទ័រនេះមិនទាន់បានចុះឈ្មោះទេ។ គ្មានអ្វីបាត់បង់ឡើយ។",
            "សូមព្យាយាមម្តងទៀតជាមួយក្រដាសដដែល ពេលមានអ៊ីនធឺណិត។ បើគេថាបានប្រើរួច សូមសុំក្រដាសថ្មីពីការិយាល័យ។",
        ),
        _NO_CONTACT,
    ),
    _entry(
        "enrol.already",
        "This laptop is enrolled already.",
        "កុំព្យូទ័រនេះបានចុះឈ្មោះរួចហើយ។",
        exit_code=1,
        next_en="Nothing needs to be done. For another person, use another data folder.",
        next_km="មិនចាំបាច់ធ្វើអ្វីទេ។ សម្រាប់មនុស្សផ្សេង សូមប្រើថតទិន្នន័យផ្សេង។",
    ),
    _entry(
        "audit.fork",
        "The server shows a list of its acts that does not continue the one it showed before.",
        "ម៉ាស៊ីនមេបង្ហាញបញ្ជីសកម្មភាពដែលមិនបន្តពីបញ្ជីមុន។",
        exit_code=_DAMAGED,
        next_en="Tell the auditor of the organisation.",
        next_km="សូមប្រាប់សវនកររបស់អង្គការ។",
    ),
)
