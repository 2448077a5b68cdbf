"""Errors of reports and exports."""

from shared_schema.errors import ErrorWords, Sentences

ERRORS = (
    ErrorWords(
        "report.not_quarters",
        Sentences(
            "Figures leave the house for whole quarters only.",
            "Nothing was exported. The figures on the screen are untouched.",
            "Choose a period that begins and ends with a quarter.",
        ),
        Sentences(
            "តួលេខអាចចេញក្រៅបានតែសម្រាប់ត្រីមាសពេញប៉ុណ្ណោះ។",
            "មិនមានអ្វីត្រូវបាននាំចេញទេ។ តួលេខលើអេក្រង់នៅដដែល។",
            "សូមជ្រើសរើសរយៈពេលដែលចាប់ផ្តើម និងបញ្ចប់ដោយត្រីមាស។",
        ),
    ),
    ErrorWords(
        "report.being_made",
        Sentences(
            "These figures are still being counted.",
            "Nothing was exported, and nothing is lost.",
            "Wait a minute and try again.",
        ),
        Sentences(
            "តួលេខទាំងនេះកំពុងរាប់នៅឡើយ។",
            "មិនមានអ្វីត្រូវបាននាំចេញទេ ហើយគ្មានអ្វីបាត់បង់ឡើយ។",
            "សូមរង់ចាំមួយនាទី ហើយសាកល្បងម្តងទៀត។",
        ),
    ),
    ErrorWords(
        "export.too_many",
        Sentences(
            "You have exported with names %(limit)s times today.",
            "Nothing was exported.",
            "Go on tomorrow, or ask a colleague who has the right.",
        ),
        Sentences(
            "លោកអ្នកបាននាំចេញជាមួយឈ្មោះ %(limit)s ដងហើយថ្ងៃនេះ។",
            "មិនមានអ្វីត្រូវបាននាំចេញទេ។",
            "សូមបន្តនៅថ្ងៃស្អែក ឬស្នើមិត្តរួមការងារដែលមានសិទ្ធិ។",
        ),
        6,
    ),
    ErrorWords(
        "export.same_person",
        Sentences(
            "Whoever asked for an export with names cannot also agree to it.",
            "Nothing was exported. The request still waits.",
            "Ask another coordinator to look at it.",
        ),
        Sentences(
            "អ្នកដែលបានស្នើនាំចេញជាមួយឈ្មោះ មិនអាចយល់ព្រមដោយខ្លួនឯងបានទេ។",
            "មិនមានអ្វីត្រូវបាននាំចេញទេ។ សំណើនៅរង់ចាំ។",
            "សូមស្នើអ្នកសម្របសម្រួលផ្សេងឱ្យពិនិត្យ។",
        ),
    ),
    ErrorWords(
        "export.passphrase_short",
        Sentences(
            "The passphrase of the file is shorter than %(least)s characters, or the two differ.",
            "Nothing was exported.",
            "Type a longer passphrase, twice the same.",
        ),
        Sentences(
            "ឃ្លាសម្ងាត់របស់ឯកសារខ្លីជាង %(least)s តួអក្សរ ឬទាំងពីរមិនដូចគ្នា។",
            "មិនមានអ្វីត្រូវបាននាំចេញទេ។",
            "សូមវាយឃ្លាសម្ងាត់វែងជាងនេះ ពីរដងឱ្យដូចគ្នា។",
        ),
    ),
    ErrorWords(
        "export.no_purpose",
        Sentences("No purpose was chosen.", "Nothing was exported.", "Choose what it is for, then press again."),
        Sentences("មិនបានជ្រើសរើសគោលបំណងទេ។", "មិនមានអ្វីត្រូវបាននាំចេញទេ។", "សូមជ្រើសរើសគោលបំណង ហើយចុចម្តងទៀត។"),
    ),
    ErrorWords(
        "export.no_recipient",
        Sentences("No recipient was chosen.", "Nothing was exported.", "Choose who gets it, then press again."),
        Sentences("មិនបានជ្រើសរើសអ្នកទទួលទេ។", "មិនមានអ្វីត្រូវបាននាំចេញទេ។", "សូមជ្រើសរើសអ្នកទទួល ហើយចុចម្តងទៀត។"),
    ),
    ErrorWords(
        "export.no_cases",
        Sentences("No case number was written.", "Nothing was exported.", "Write the numbers of the cases, then press again."),
        Sentences("មិនបានសរសេរលេខករណីទេ។", "មិនមានអ្វីត្រូវបាននាំចេញទេ។", "សូមសរសេរលេខករណី ហើយចុចម្តងទៀត។"),
    ),
    ErrorWords(
        "export.nothing_chosen",
        Sentences("No report or no form of it was chosen.", "Nothing was exported.", "Choose both, then press again."),
        Sentences("មិនបានជ្រើសរើសរបាយការណ៍ ឬទម្រង់របស់វាទេ។", "មិនមានអ្វីត្រូវបាននាំចេញទេ។", "សូមជ្រើសរើសទាំងពីរ ហើយចុចម្តងទៀត។"),
    ),
    ErrorWords(
        "export.too_many_cases",
        Sentences(
            "There are %(count)s case numbers; one file holds %(most)s cases at most.",
            "Nothing was exported.",
            "Make several files, each with a part of the numbers.",
        ),
        Sentences(
            "មានលេខករណី %(count)s ហើយឯកសារមួយអាចមានច្រើនបំផុត %(most)s ករណី។",
            "មិនមានអ្វីត្រូវបាននាំចេញទេ។",
            "សូមធ្វើឯកសារច្រើន ដោយឯកសារនីមួយៗមានផ្នែកមួយនៃលេខ។",
        ),
    ),
    ErrorWords(
        "export.unknown_numbers",
        Sentences(
            "These are no numbers of cases that you may export: %(numbers)s.",
            "Nothing was exported.",
            "Look at the numbers on the cases and correct them, or leave them out.",
        ),
        Sentences(
            "លេខទាំងនេះមិនមែនជាលេខករណីដែលលោកអ្នកអាចនាំចេញបានទេ៖ %(numbers)s។",
            "មិនមានអ្វីត្រូវបាននាំចេញទេ។",
            "សូមមើលលេខលើករណី ហើយកែ ឬដកលេខទាំងនោះចេញ។",
        ),
    ),
)
