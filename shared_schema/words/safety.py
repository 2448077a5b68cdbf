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
    "%(name)s is erased. Old blocks of the disk may remain, encrypted, without a key. What was not received is gone.",
    "%(name)s ត្រូវបានលុបហើយ។ ដុំចាស់ៗលើថាសអាចនៅសល់ ដោយអ៊ិនគ្រីប និងគ្មានសោ។ អ្វីដែលមិនទាន់មានអ្នកទទួលបានបាត់បង់ហើយ។",
)

ERRORS = (
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
