"""Errors of the pages of an office: assigning, transfers, intake, referrals received, the provider directory."""

from shared_schema.errors import ErrorWords, Sentences

_SAME_EN = "Nothing was changed."
_SAME_KM = "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"

ERRORS: tuple[ErrorWords, ...] = (
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
    ErrorWords(
        "transfer.nothing_chosen",
        Sentences("No case was chosen.", _SAME_EN, "Tick one or several, or choose all of them."),
        Sentences("មិនបានជ្រើសរើសករណីណាទេ។", _SAME_KM, "សូមគូសមួយ ឬច្រើន ឬជ្រើសរើសទាំងអស់។"),
    ),
    ErrorWords(
        "transfer.too_many",
        Sentences("More than %(limit)s were chosen.", _SAME_EN, "Send at most %(limit)s at once."),
        Sentences("បានជ្រើសរើសលើសពី %(limit)s។", _SAME_KM, "សូមផ្ញើច្រើនបំផុត %(limit)s ក្នុងមួយលើក។"),
    ),
    ErrorWords(
        "transfer.no_reason",
        Sentences("No reason was chosen.", _SAME_EN, "Choose a reason from the list."),
        Sentences("មិនបានជ្រើសរើសមូលហេតុទេ។", _SAME_KM, "សូមជ្រើសរើសមូលហេតុមួយពីបញ្ជី។"),
    ),
    ErrorWords(
        "transfer.same_office",
        Sentences(
            "The case is in this office already, or no office was chosen.",
            _SAME_EN,
            "Choose another office, or give the case to another worker under Assign.",
        ),
        Sentences(
            "ករណីនៅការិយាល័យនេះរួចហើយ ឬមិនបានជ្រើសរើសការិយាល័យ។",
            _SAME_KM,
            "សូមជ្រើសរើសការិយាល័យផ្សេង ឬប្រគល់ករណីឱ្យបុគ្គលិកផ្សេងនៅក្រោម ចាត់តាំង។",
        ),
    ),
    ErrorWords(
        "transfer.office_closed",
        Sentences(
            "The office that was chosen is closed, or is none of the coalition.",
            _SAME_EN,
            "Choose an office that is open.",
        ),
        Sentences("ការិយាល័យដែលបានជ្រើសរើសបានបិទ ឬមិនមែនជារបស់បណ្តាញ។", _SAME_KM, "សូមជ្រើសរើសការិយាល័យដែលបើក។"),
    ),
    ErrorWords(
        "transfer.no_office",
        Sentences(
            "No office was chosen.",
            "Nothing was shown or recorded.",
            "Choose the office whose cases are handed over.",
        ),
        Sentences(
            "មិនបានជ្រើសរើសការិយាល័យទេ។",
            "គ្មានអ្វីត្រូវបានបង្ហាញ ឬកត់ត្រាទេ។",
            "សូមជ្រើសរើសការិយាល័យដែលប្រគល់ករណីរបស់ខ្លួន។",
        ),
    ),
    ErrorWords(
        "transfer.no_worker",
        Sentences(
            "No worker is named at the receiving office.",
            "The case and its visits stay where they are.",
            "Choose an active worker of that office.",
        ),
        Sentences(
            "មិនទាន់មានឈ្មោះបុគ្គលិកនៅការិយាល័យទទួលទេ។",
            "ករណី និងការចុះជួបនៅកន្លែងដដែល។",
            "សូមជ្រើសរើសបុគ្គលិកដែលកំពុងធ្វើការនៅការិយាល័យនោះ។",
        ),
    ),
    ErrorWords(
        "transfer.moved_on",
        Sentences(
            "Somebody answered or took back this transfer meanwhile.", _SAME_EN, "Open it again and look at its state."
        ),
        Sentences("មានគេបានឆ្លើយ ឬដកការផ្ទេរនេះវិញហើយ។", _SAME_KM, "សូមបើកវាម្តងទៀត ហើយមើលស្ថានភាពរបស់វា។"),
    ),
    ErrorWords(
        "transfer.not_saved",
        Sentences(
            "The transfer was not saved (%(codes)s).",
            _SAME_EN,
            "Open the case and look at what it lacks, then try again.",
        ),
        Sentences("ការផ្ទេរមិនត្រូវបានរក្សាទុកទេ (%(codes)s)។", _SAME_KM, "សូមបើកករណី ហើយមើលអ្វីដែលខ្វះ រួចព្យាយាមម្តងទៀត។"),
    ),
    ErrorWords(
        "intake.reason_needed",
        Sentences("No reason was written.", _SAME_EN, "Write in a few words why it is not accepted."),
        Sentences("មិនបានសរសេរមូលហេតុទេ។", _SAME_KM, "សូមសរសេរខ្លីៗថាហេតុអ្វីមិនទទួលយក។"),
    ),
    ErrorWords(
        "intake.not_saved",
        Sentences("The decision was not saved (%(codes)s).", _SAME_EN, "Open the page again and look at the case."),
        Sentences("ការសម្រេចមិនត្រូវបានរក្សាទុកទេ (%(codes)s)។", _SAME_KM, "សូមបើកទំព័រម្តងទៀត ហើយមើលករណី។"),
    ),
    ErrorWords(
        "referral.revoked",
        Sentences(
            "The other office took this back.", "Nothing of it is shown here any more.", "Destroy what you kept."
        ),
        Sentences("ការិយាល័យផ្សេងបានដកវិញហើយ។", "គ្មានអ្វីបង្ហាញនៅទីនេះទៀតទេ។", "សូមបំផ្លាញអ្វីដែលលោកអ្នកបានរក្សាទុក។"),
    ),
    ErrorWords(
        "referral.answered",
        Sentences("Somebody answered this referral meanwhile.", _SAME_EN, "Open it again and look at its state."),
        Sentences("មានគេបានឆ្លើយការបញ្ជូនបន្តនេះរួចហើយ។", _SAME_KM, "សូមបើកវាម្តងទៀត ហើយមើលស្ថានភាពរបស់វា។"),
    ),
    ErrorWords(
        "referral.reason_needed",
        Sentences("No reason was written.", _SAME_EN, "Write in a few words why it is not accepted."),
        Sentences("មិនបានសរសេរមូលហេតុទេ។", _SAME_KM, "សូមសរសេរខ្លីៗថាហេតុអ្វីមិនទទួលយក។"),
    ),
    ErrorWords(
        "referral.day_needed",
        Sentences(
            "The day on which the service began cannot be read.",
            _SAME_EN,
            "Enter day, month and year, not after today.",
        ),
        Sentences("មិនអាចអានថ្ងៃចាប់ផ្តើមសេវាបានទេ។", _SAME_KM, "សូមបញ្ចូលថ្ងៃ ខែ ឆ្នាំ មិនក្រោយថ្ងៃនេះ។"),
    ),
    ErrorWords(
        "referral.not_saved",
        Sentences("The answer was not saved (%(codes)s).", _SAME_EN, "Open the referral again and try once more."),
        Sentences("ចម្លើយមិនត្រូវបានរក្សាទុកទេ (%(codes)s)។", _SAME_KM, "សូមបើកការបញ្ជូនបន្តម្តងទៀត ហើយព្យាយាមម្តងទៀត។"),
    ),
    ErrorWords(
        "providers.unreadable",
        Sentences(
            "The file cannot be read as a sheet of the directory.",
            _SAME_EN,
            "Take the template, fill it, and save it as XLSX.",
        ),
        Sentences("មិនអាចអានឯកសារជាតារាងបញ្ជីអ្នកផ្តល់សេវាបានទេ។", _SAME_KM, "សូមយកគំរូ បំពេញ រួចរក្សាទុកជា XLSX។"),
    ),
    ErrorWords(
        "providers.too_many_rows",
        Sentences("The sheet has more than %(limit)s rows.", _SAME_EN, "Divide it into several files."),
        Sentences("តារាងមានលើសពី %(limit)s ជួរ។", _SAME_KM, "សូមបែងចែកជាឯកសារច្រើន។"),
    ),
    ErrorWords(
        "providers.not_all_pass",
        Sentences(
            "Some rows have a problem and were not left out.", _SAME_EN, "Correct the file, or leave these rows out."
        ),
        Sentences("ជួរខ្លះមានចំណុចត្រូវកែ ហើយមិនត្រូវបានទុកចេញ។", _SAME_KM, "សូមកែឯកសារ ឬទុកជួរទាំងនេះចេញ។"),
    ),
    ErrorWords(
        "providers.not_saved",
        Sentences("The change was not saved (%(codes)s).", _SAME_EN, "Open the page again and look at the numbers."),
        Sentences("ការកែមិនត្រូវបានរក្សាទុកទេ (%(codes)s)។", _SAME_KM, "សូមបើកទំព័រម្តងទៀត ហើយមើលចំនួន។"),
    ),
)
