"""Errors of erasing a case: two persons, a legal hold, one erasure at a time."""

from shared_schema.errors import ErrorWords, Sentences

_SAME_EN = "Nothing was changed."
_SAME_KM = "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"

ERRORS: tuple[ErrorWords, ...] = (
    ErrorWords(
        "erasure.same_person",
        Sentences(
            "Who asks for an erasure cannot also agree to it.",
            _SAME_EN,
            "Ask another coordinator of the office to look at it and agree.",
        ),
        Sentences(
            "អ្នកដែលស្នើលុប មិនអាចយល់ព្រមលើសំណើដដែលបានទេ។",
            _SAME_KM,
            "សូមសុំអ្នកសម្របសម្រួលម្នាក់ទៀតនៃការិយាល័យពិនិត្យ និងយល់ព្រម។",
        ),
    ),
    ErrorWords(
        "erasure.legal_hold",
        Sentences(
            "The case must be kept: a legal hold is set on it.",
            "The case stays as it is.",
            "Speak with the person who set the hold. Who may lower it does so on the case, with a reason.",
        ),
        Sentences(
            "ករណីនេះត្រូវរក្សាទុក៖ មានការរក្សាទុកតាមច្បាប់។",
            "ករណីនៅដដែល។",
            "សូមនិយាយជាមួយអ្នកដែលបានកំណត់វា។ អ្នកដែលមានសិទ្ធិអាចដកវាចេញលើករណី ដោយមានហេតុផល។",
        ),
    ),
    ErrorWords(
        "erasure.under_way",
        Sentences(
            "An erasure of this case is asked for already.",
            _SAME_EN,
            "Open it in the list of erasures.",
        ),
        Sentences(
            "ការលុបករណីនេះត្រូវបានស្នើរួចហើយ។",
            _SAME_KM,
            "សូមបើកវាក្នុងបញ្ជីការលុប។",
        ),
    ),
    ErrorWords(
        "erasure.not_open",
        Sentences(
            "This erasure was decided meanwhile.",
            _SAME_EN,
            "Open the list of erasures and look at how it stands now.",
        ),
        Sentences(
            "ការលុបនេះត្រូវបានសម្រេចរួចហើយ។",
            _SAME_KM,
            "សូមបើកបញ្ជីការលុប ហើយមើលស្ថានភាពបច្ចុប្បន្ន។",
        ),
    ),
    ErrorWords(
        "erasure.no_ground",
        Sentences(
            "Nothing says why the case is to be erased.",
            _SAME_EN,
            "Choose whether the person wishes it or the time of keeping has ended.",
        ),
        Sentences(
            "មិនទាន់បញ្ជាក់ថាហេតុអ្វីត្រូវលុបករណីទេ។",
            _SAME_KM,
            "សូមជ្រើសរើស៖ សាមីខ្លួនចង់លុប ឬរយៈពេលរក្សាទុកបានចប់។",
        ),
    ),
    ErrorWords(
        "erasure.not_due",
        Sentences(
            "The time of keeping this case has not ended.",
            "The case stays as it is.",
            "Look at the list of cases whose time has ended. Earlier only the person herself can wish it.",
        ),
        Sentences(
            "រយៈពេលរក្សាទុកករណីនេះមិនទាន់ចប់ទេ។",
            "ករណីនៅដដែល។",
            "សូមមើលបញ្ជីករណីដែលផុតរយៈពេល។ មុននោះ មានតែសាមីខ្លួនប៉ុណ្ណោះដែលអាចស្នើ។",
        ),
    ),
    ErrorWords(
        "erasure.number_unknown",
        Sentences(
            "No case or inquiry with this number is in your offices.",
            _SAME_EN,
            "Look at the number on the case and type it again.",
        ),
        Sentences(
            "គ្មានករណី ឬការស្វែងរកណាដែលមានលេខនេះក្នុងការិយាល័យរបស់លោកអ្នកទេ។",
            _SAME_KM,
            "សូមពិនិត្យលេខលើករណី ហើយវាយម្តងទៀត។",
        ),
    ),
)
