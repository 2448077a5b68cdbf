"""Errors of changes, batches and states; the codes of quarantine are told to the author."""

from shared_schema.errors import ErrorWords, Sentences

WAITS_EN = "The words that were typed are kept."
WAITS_KM = "អ្វីដែលបានសរសេរត្រូវបានរក្សាទុក។"
SUPERVISOR_EN = "Your supervisor will look at it; you may also correct it yourself."
SUPERVISOR_KM = "អ្នកគ្រប់គ្រងរបស់លោកអ្នកនឹងពិនិត្យមើល ហើយលោកអ្នកក៏អាចកែដោយខ្លួនឯងបាន។"


def _waits(code: str, en: str, km: str) -> ErrorWords:
    return ErrorWords(code, Sentences(en, WAITS_EN, SUPERVISOR_EN), Sentences(km, WAITS_KM, SUPERVISOR_KM), 6)


ERRORS = (
    _waits("change.too_large", "One entry is larger than the programme can take.", "កំណត់ត្រាមួយធំហួសកំណត់។"),
    _waits("change.unreadable", "One entry could not be read.", "កំណត់ត្រាមួយមិនអាចអានបាន។"),
    _waits("change.invalid", "An answer in this entry does not fit its question.", "ចម្លើយមួយក្នុងកំណត់ត្រានេះមិនត្រូវនឹងសំណួរទេ។"),
    _waits("change.kind_unknown", "This kind of record is not known here yet.", "ប្រភេទកំណត់ត្រានេះមិនទាន់ស្គាល់នៅទីនេះទេ។"),
    _waits("change.home_unknown", "The case of this entry has not arrived yet.", "ករណីនៃកំណត់ត្រានេះមិនទាន់មកដល់ទេ។"),
    _waits("change.home_changed", "A record cannot be moved to another case.", "កំណត់ត្រាមិនអាចផ្លាស់ទៅករណីផ្សេងបានទេ។"),
    _waits("change.not_allowed", "This change is not among the rights of its author.", "ការកែប្រែនេះមិនស្ថិតក្នុងសិទ្ធិរបស់អ្នកសរសេរទេ។"),
    _waits("change.lowering_needs_reason", "A safety answer was lowered without a reason.", "ចម្លើយសុវត្ថិភាពត្រូវបានបន្ថយដោយគ្មានមូលហេតុ។"),
    _waits("change.lowering_not_allowed", "A safety answer was lowered by somebody who may not lower it.", "ចម្លើយសុវត្ថិភាពត្រូវបានបន្ថយដោយអ្នកដែលគ្មានសិទ្ធិ។"),
    _waits("change.signer_is_not_author", "The person named as deciding is not the one who wrote this.", "អ្នកដែលត្រូវបានដាក់ឈ្មោះថាសម្រេច មិនមែនជាអ្នកសរសេរទេ។"),
    _waits("change.account_request", "Role, status, clearance and office are set by the administrator.", "តួនាទី ស្ថានភាព សិទ្ធិ និងការិយាល័យ ត្រូវកំណត់ដោយអ្នករដ្ឋបាល។"),
    _waits("change.withheld", "This answer belongs to the other case and was not shown here.", "ចម្លើយនេះជារបស់ករណីម្ខាងទៀត ហើយមិនបានបង្ហាញនៅទីនេះទេ។"),
    _waits("change.after_handover", "This case had moved to another worker before the entry arrived.", "ករណីនេះបានផ្ទេរទៅបុគ្គលិកផ្សេងមុនពេលកំណត់ត្រាមកដល់។"),
    _waits("change.with_others", "It was saved together with an entry that is set aside.", "វាត្រូវបានរក្សាទុករួមជាមួយកំណត់ត្រាដែលទុកដោយឡែក។"),
    _waits("change.held", "It follows an entry of the same record that is set aside.", "វាបន្តពីកំណត់ត្រាដដែលដែលត្រូវបានទុកដោយឡែក។"),
    _waits("change.seen_too_far", "This entry claims to have seen what does not exist.", "កំណត់ត្រានេះអះអាងថាបានឃើញអ្វីដែលមិនមាន។"),
    ErrorWords(
        "change.seen_not_here",
        Sentences("This entry builds on entries that have not arrived here.", WAITS_EN, "It is taken in by itself when they arrive; your supervisor may also let it stand."),
        Sentences("កំណត់ត្រានេះផ្អែកលើកំណត់ត្រាផ្សេងដែលមិនទាន់មកដល់ទីនេះ។", WAITS_KM, "វានឹងត្រូវទទួលយកដោយខ្លួនឯងពេលកំណត់ត្រាទាំងនោះមកដល់ ហើយអ្នកគ្រប់គ្រងក៏អាចទទួលយកវាបាន។"),
        6,
    ),
    ErrorWords(
        "state.dot_forked",
        Sentences("Two different entries carry the same number of one laptop.", "Both are kept; nothing was mixed.", "Call the coordinator: a laptop may have been copied."),
        Sentences("កំណត់ត្រាពីរផ្សេងគ្នាមានលេខតែមួយពីកុំព្យូទ័រតែមួយ។", "ទាំងពីរត្រូវបានរក្សាទុក ហើយមិនបានលាយគ្នាទេ។", "សូមហៅអ្នកសម្របសម្រួល៖ កុំព្យូទ័រអាចត្រូវបានចម្លង។"),
        7,
    ),
    ErrorWords(
        "state.other_record",
        Sentences("Copies of two different records cannot be brought together.", "Nothing was changed.", "Run the check of this program and tell the office."),
        Sentences("មិនអាចបញ្ចូលច្បាប់ចម្លងនៃកំណត់ត្រាពីរផ្សេងគ្នាបានទេ។", "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។", "សូមដំណើរការការពិនិត្យនៃកម្មវិធី ហើយប្រាប់ការិយាល័យ។"),
        7,
    ),
    ErrorWords(
        "device.batch_malformed",
        Sentences("A packet of entries does not hold as many as it says.", WAITS_EN, "Send and receive again; if it happens again, call the coordinator."),
        Sentences("កញ្ចប់កំណត់ត្រាមួយមិនមានចំនួនដូចដែលវាបានប្រាប់ទេ។", WAITS_KM, "សូមផ្ញើ និងទទួលម្តងទៀត ហើយបើវាកើតឡើងម្តងទៀត សូមហៅអ្នកសម្របសម្រួល។"),
        7,
    ),
)
