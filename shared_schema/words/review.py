"""Errors of the intake and of review: forked and damaged logs, erased cases, decisions that cannot be taken."""

from shared_schema.errors import ErrorWords, Sentences

_KEPT_EN = "The words that were typed are kept."
_KEPT_KM = "អ្វីដែលបានសរសេរត្រូវបានរក្សាទុក។"
_SAFE_EN = "Your work is safe on this laptop."
_SAFE_KM = "ការងាររបស់លោកអ្នកមានសុវត្ថិភាពក្នុងកុំព្យូទ័រនេះ។"
_SAME_EN = "Nothing was changed."
_SAME_KM = "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"

ERRORS = (
    ErrorWords(
        "device.forked",
        Sentences(
            "The centre holds other entries under the same numbers of this laptop (up to %(n)s).",
            _SAFE_EN,
            "The laptop takes a new identity by itself and sends again what the centre lacks.",
        ),
        Sentences(
            "មជ្ឈមណ្ឌលកណ្តាលមានកំណត់ត្រាផ្សេងក្រោមលេខដដែលរបស់កុំព្យូទ័រនេះ (ដល់លេខ %(n)s)។",
            _SAFE_KM,
            "កុំព្យូទ័រនឹងយកអត្តសញ្ញាណថ្មី ហើយផ្ញើអ្វីដែលមជ្ឈមណ្ឌលកណ្តាលខ្វះ ដោយខ្លួនឯង។",
        ),
        exit_code=7,
    ),
    ErrorWords(
        "device.log_damaged",
        Sentences(
            "A line of this laptop's log cannot be read.",
            "Everything before it was received; the rest is kept.",
            "The laptop takes a new identity by itself and sends the rest again.",
        ),
        Sentences(
            "បន្ទាត់មួយនៃកំណត់ហេតុរបស់កុំព្យូទ័រនេះមិនអាចអានបាន។",
            "អ្វីៗមុនវាត្រូវបានទទួល ហើយនៅសល់ត្រូវបានរក្សាទុក។",
            "កុំព្យូទ័រនឹងយកអត្តសញ្ញាណថ្មី ហើយផ្ញើអ្វីដែលនៅសល់ម្តងទៀត ដោយខ្លួនឯង។",
        ),
        exit_code=7,
    ),
    ErrorWords(
        "change.home_erased",
        Sentences(
            "This case was erased.",
            "The entry is kept sealed for 30 days.",
            "The coordinator decides what becomes of it.",
        ),
        Sentences("ករណីនេះត្រូវបានលុប។", "កំណត់ត្រាត្រូវបានរក្សាទុកដោយចាក់សោ 30 ថ្ងៃ។", "អ្នកសម្របសម្រួលនឹងសម្រេច។"),
        exit_code=6,
    ),
    ErrorWords(
        "review.item_unknown",
        Sentences("There is no open review item %(item)s.", _SAME_EN, "See: sync-server review list"),
        Sentences("គ្មានចំណុចពិនិត្យ %(item)s ទេ។", _SAME_KM, "សូមមើល៖ sync-server review list"),
        exit_code=2,
    ),
    ErrorWords(
        "review.for_who_leads",
        Sentences(
            "Item %(item)s was set aside: the supervisor or coordinator of the case's office decides it.",
            _SAME_EN,
            "Ask your supervisor to look at it under Review in the console.",
        ),
        Sentences(
            "ចំណុច %(item)s ត្រូវបានទុកដោយឡែក៖ អ្នកគ្រប់គ្រង ឬអ្នកសម្របសម្រួលនៃការិយាល័យរបស់ករណីជាអ្នកសម្រេច។",
            _SAME_KM,
            "សូមសុំអ្នកគ្រប់គ្រងរបស់លោកអ្នកឱ្យមើលវាក្រោម «ពិនិត្យ» នៅក្នុងកុងសូល។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "review.code_too_short",
        Sentences("Two review items begin with %(item)s.", _SAME_EN, "Type the longer code of the one you mean: %(codes)s"),
        Sentences("មានចំណុចពិនិត្យពីរចាប់ផ្តើមដោយ %(item)s។", _SAME_KM, "សូមវាយលេខកូដវែងនៃចំណុចដែលចង់បាន៖ %(codes)s"),
        exit_code=2,
    ),
    ErrorWords(
        "review.value_refused",
        Sentences(
            "This value cannot stand as the answer (%(problems)s).",
            _SAME_EN,
            "Give a code, a date as 2026-11-21, or text; a number that is meant as text in quotes: '\"2010\"'.",
        ),
        Sentences(
            "តម្លៃនេះមិនអាចជាចម្លើយបានទេ (%(problems)s)។",
            _SAME_KM,
            "សូមផ្តល់លេខកូដ កាលបរិច្ឆេទដូច 2026-11-21 ឬអត្ថបទ។ លេខដែលជាអត្ថបទត្រូវដាក់ក្នុងសញ្ញាសម្រង់៖ '\"2010\"'។",
        ),
        exit_code=2,
    ),
    ErrorWords(
        "review.decision_does_not_fit",
        Sentences(
            "This decision does not fit an item of the kind %(kind)s.",
            _SAME_EN,
            "Two versions: --keep or --write. Set aside: --release or --keep (the former value). Others: --keep.",
        ),
        Sentences(
            "សេចក្តីសម្រេចនេះមិនត្រូវនឹងចំណុចប្រភេទ %(kind)s ទេ។",
            _SAME_KM,
            "ពីរបែប៖ --keep ឬ --write។ ទុកដោយឡែក៖ --release ឬ --keep (តម្លៃមុន)។ ផ្សេងទៀត៖ --keep។",
        ),
        exit_code=2,
    ),
    ErrorWords(
        "review.reason_needed",
        Sentences("A decision needs its reason.", _SAME_EN, "Say why in a few words (on the server's shell: --reason TEXT)."),
        Sentences("សេចក្តីសម្រេចត្រូវការមូលហេតុ។", _SAME_KM, "សូមសរសេរមូលហេតុខ្លីៗ (លើបន្ទាត់បញ្ជា៖ --reason TEXT)។"),
        exit_code=2,
    ),
    ErrorWords(
        "review.cannot_release",
        Sentences(
            "This entry cannot be taken in as it is (%(why)s).",
            _KEPT_EN,
            "Keep the former value, or ask its author to correct it.",
        ),
        Sentences("កំណត់ត្រានេះមិនអាចទទួលយកតាមសភាពដើមបានទេ (%(why)s)។", _KEPT_KM, "សូមទុកតម្លៃមុន ឬសុំឱ្យអ្នកសរសេរកែវា។"),
        exit_code=6,
    ),
)
