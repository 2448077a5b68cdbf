"""Words of an emptied laptop: erased, travelling, given up by the office; errors and what the commands print."""

from shared_schema.errors import ErrorWords, Sentences
from shared_schema.words.cli import Phrase

_UNCHANGED_EN, _UNCHANGED_KM = "Nothing was changed.", "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"
_GONE_EN = "What a server has received is safe there."
_GONE_KM = "អ្វីដែលម៉ាស៊ីនមេបានទទួលមានសុវត្ថិភាពនៅទីនោះ។"

KEYS_GONE = Phrase(
    "The keys are destroyed. Nothing on this laptop opens any more; the files are being removed.",
    "សោត្រូវបានបំផ្លាញហើយ។ គ្មានអ្វីក្នុងកុំព្យូទ័រនេះបើកបានទៀតទេ។ កំពុងលុបឯកសារ។",
)
ERASED = Phrase(
    "%(name)s is erased. Old blocks of the disk may remain, encrypted. What was not received is gone.",
    "%(name)s ត្រូវបានលុបហើយ។ ដុំចាស់ៗលើថាសអាចនៅសល់ ដោយអ៊ិនគ្រីប។ អ្វីដែលមិនទាន់មានអ្នកទទួលបានបាត់បង់ហើយ។",
)

TRAVEL_ON = Phrase(
    "Travel mode is on: %(n)s cases are on this laptop. Everything else left it and waits at %(centre)s.",
    "របៀបធ្វើដំណើរបានបើក៖ មាន %(n)s ករណីក្នុងកុំព្យូទ័រនេះ។ អ្វីផ្សេងទៀតបានចាកចេញ ហើយរង់ចាំនៅ %(centre)s។",
)
TRAVEL_OFF = Phrase(
    "Travel mode is off. What left comes back with the next contact.",
    "របៀបធ្វើដំណើរបានបិទ។ អ្វីដែលបានចាកចេញនឹងត្រឡប់មកវិញនៅពេលទាក់ទងលើកក្រោយ។",
)
TRAVEL_MISSING_CHANGES = Phrase(
    "Not yet received by %(centre)s: %(n)s changes.", "%(centre)s មិនទាន់ទទួល៖ ការកែប្រែ %(n)s។"
)
TRAVEL_MISSING_DRAFTS = Phrase(
    "Forms not finished of cases that would leave: %(n)s.", "ទម្រង់មិនទាន់ចប់នៃករណីដែលនឹងចាកចេញ៖ %(n)s។"
)
TRAVEL_MISSING_FILES = Phrase("Photos and papers not yet received: %(n)s.", "រូបថត និងឯកសារមិនទាន់ទទួល៖ %(n)s។")
TRAVEL_MISSING_SAME = Phrase(
    "This laptop and %(centre)s have not yet found that they hold the same.",
    "កុំព្យូទ័រនេះ និង %(centre)s មិនទាន់បញ្ជាក់ថាមានទិន្នន័យដូចគ្នា។",
)

ERRORS = (
    ErrorWords(
        "travel.not_yet",
        Sentences(
            "No case may leave yet: not everything written here has been received.",
            _UNCHANGED_EN,
            "Send and receive, finish or discard the forms, then try again.",
        ),
        Sentences(
            "មិនទាន់អាចឱ្យករណីចាកចេញបានទេ៖ អ្វីដែលបានសរសេរនៅទីនេះមិនទាន់ត្រូវបានទទួលទាំងអស់។",
            _UNCHANGED_KM,
            "សូមផ្ញើ និងទទួល បំពេញ ឬលុបទម្រង់ចោល រួចព្យាយាមម្តងទៀត។",
        ),
        exit_code=6,
    ),
    ErrorWords(
        "travel.case_unknown",
        Sentences(
            "Line %(line)s of the list names no case of this laptop.",
            _UNCHANGED_EN,
            "Write one case number a line, as the case page shows it.",
        ),
        Sentences(
            "បន្ទាត់ទី %(line)s នៃបញ្ជីមិនមែនជាករណីក្នុងកុំព្យូទ័រនេះទេ។",
            _UNCHANGED_KM,
            "សូមសរសេរលេខករណីមួយក្នុងមួយបន្ទាត់ ដូចទំព័រករណីបង្ហាញ។",
        ),
    ),
    ErrorWords(
        "travel.receives_nothing",
        Sentences(
            "This laptop is in travel mode: the bundle would bring cases back to it.",
            _UNCHANGED_EN,
            "Read it after the trip, when the cases were brought back; a receipt may be read now.",
        ),
        Sentences(
            "កុំព្យូទ័រនេះស្ថិតក្នុងរបៀបធ្វើដំណើរ៖ កញ្ចប់នេះនឹងយកករណីត្រឡប់មកវិញ។",
            _UNCHANGED_KM,
            "សូមអានវាក្រោយដំណើរ ពេលបានយកករណីមកវិញ។ បង្កាន់ដៃទទួលអាចអានឥឡូវនេះ។",
        ),
        exit_code=6,
    ),
    ErrorWords(
        "travel.not_travelling",
        Sentences("Travel mode is off already.", _UNCHANGED_EN, "Nothing needs to be done."),
        Sentences("របៀបធ្វើដំណើរបានបិទរួចហើយ។", _UNCHANGED_KM, "មិនចាំបាច់ធ្វើអ្វីទេ។"),
    ),
    ErrorWords(
        "lease.ended",
        Sentences(
            "This laptop has not reached the office for too many days; its date or its lease file was put back.",
            "Your cases are still here, encrypted.",
            "Call your supervisor for a code of 28 characters, and set the date of this laptop.",
        ),
        Sentences(
            "កុំព្យូទ័រនេះមិនបានទាក់ទងការិយាល័យច្រើនថ្ងៃពេកហើយ។ ថ្ងៃខែ ឬឯកសារអនុញ្ញាតរបស់វាត្រូវបានប្តូរថយក្រោយ។",
            "ករណីរបស់លោកអ្នកនៅទីនេះ ដោយអ៊ិនគ្រីប។",
            "សូមទូរស័ព្ទទៅអ្នកគ្រប់គ្រងសុំលេខកូដ 28 តួ ហើយកំណត់ថ្ងៃខែរបស់កុំព្យូទ័រនេះ។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "lease.clock_wrong",
        Sentences(
            "The date of this laptop cannot be right.",
            "Nothing is lost. Until it is set, each unlock counts as one day without contact.",
            "Set the date and time of this laptop.",
        ),
        Sentences(
            "ថ្ងៃខែរបស់កុំព្យូទ័រនេះមិនអាចត្រឹមត្រូវទេ។",
            "គ្មានអ្វីបាត់បង់ទេ។ ដរាបណាមិនទាន់កំណត់ ការដោះសោម្តងរាប់ជាមួយថ្ងៃគ្មានទំនាក់ទំនង។",
            "សូមកំណត់ថ្ងៃខែ និងម៉ោងរបស់កុំព្យូទ័រនេះ។",
        ),
    ),
    ErrorWords(
        "safety.erase_ordered",
        Sentences(
            "The office ordered this laptop to erase itself, because it was reported as lost.",
            "What was written here goes to the office first.",
            "Call the office now if the laptop is in your hands.",
        ),
        Sentences(
            "ការិយាល័យបានបញ្ជាឱ្យកុំព្យូទ័រនេះលុបទិន្នន័យ ព្រោះមានការរាយការណ៍ថាវាបាត់។",
            "អ្វីដែលបានសរសេរនៅទីនេះត្រូវផ្ញើទៅការិយាល័យជាមុន។",
            "សូមទូរស័ព្ទទៅការិយាល័យឥឡូវនេះ បើកុំព្យូទ័រនៅក្នុងដៃលោកអ្នក។",
        ),
    ),
    ErrorWords(
        "safety.erased_by_order",
        Sentences(
            "The office ordered this laptop to erase itself; its keys are destroyed.",
            "Everything written here was received first and waits at the office.",
            "Call the office for a new enrolment slip.",
        ),
        Sentences(
            "ការិយាល័យបានបញ្ជាឱ្យកុំព្យូទ័រនេះលុបទិន្នន័យ។ សោរបស់វាត្រូវបានបំផ្លាញហើយ។",
            "អ្វីៗដែលបានសរសេរនៅទីនេះត្រូវបានទទួលជាមុន ហើយរង់ចាំនៅការិយាល័យ។",
            "សូមទូរស័ព្ទទៅការិយាល័យសុំក្រដាសចុះឈ្មោះថ្មី។",
        ),
    ),
    ErrorWords(
        "safety.nothing_to_erase",
        Sentences("There is no laptop in this folder.", _UNCHANGED_EN, "Name the data folder with --data."),
        Sentences("គ្មានទិន្នន័យកុំព្យូទ័រក្នុងថតឯកសារនេះទេ។", _UNCHANGED_KM, "សូមបញ្ជាក់ថតទិន្នន័យដោយ --data។"),
    ),
    ErrorWords(
        "safety.other_name",
        Sentences(
            "This laptop has another name: %(name)s.", _UNCHANGED_EN, "Write field-client wipe --confirm %(name)s."
        ),
        Sentences("កុំព្យូទ័រនេះមានឈ្មោះផ្សេង៖ %(name)s។", _UNCHANGED_KM, "សូមសរសេរ field-client wipe --confirm %(name)s។"),
    ),
)
