"""Errors of photos and papers."""

from shared_schema.errors import ErrorWords, Sentences

_NOTHING_EN = "Nothing of the file was kept. The page and what you typed are still here."
_NOTHING_KM = "មិនបានរក្សាទុកអ្វីពីឯកសារនេះទេ។ ទំព័រ និងអ្វីដែលលោកអ្នកបានវាយនៅដដែល។"
_RECORD_EN = "The record, its caption and everything else are still there."
_RECORD_KM = "កំណត់ត្រា ចំណងជើង និងអ្វីៗផ្សេងទៀតនៅដដែល។"
_DAMAGED = 7

ERRORS = (
    ErrorWords(
        "attachment.too_large",
        Sentences(
            "The file is larger than %(limit_mb)s MB.",
            _NOTHING_EN,
            "Choose a smaller file: take the photo with a lower setting, or scan fewer pages into one file.",
        ),
        Sentences(
            "ឯកសារធំជាង %(limit_mb)s MB។",
            _NOTHING_KM,
            "សូមជ្រើសរើសឯកសារតូចជាងនេះ៖ ថតរូបដោយកម្រិតទាបជាង ឬស្កេនទំព័រតិចជាងក្នុងឯកសារមួយ។",
        ),
    ),
    ErrorWords(
        "attachment.too_large_stored",
        Sentences(
            "The file would take more than %(limit_mb)s MB here.",
            _NOTHING_EN,
            "Choose a smaller file: a shorter recording, fewer pages in one file, or a smaller photo.",
        ),
        Sentences(
            "ឯកសារនេះនឹងប្រើទំហំលើស %(limit_mb)s MB នៅទីនេះ។",
            _NOTHING_KM,
            "សូមជ្រើសរើសឯកសារតូចជាងនេះ៖ ការថតសំឡេងខ្លីជាង ទំព័រតិចជាងក្នុងឯកសារមួយ ឬរូបថតតូចជាង។",
        ),
    ),
    ErrorWords(
        "attachment.type_unknown",
        Sentences(
            "Files of this type cannot be kept.",
            _NOTHING_EN,
            "Choose a photo (JPEG, PNG, WebP), a paper (PDF) or a recording (MP3, Ogg, WAV, M4A). "
            "A photo of another type can be saved as JPEG on the phone first.",
        ),
        Sentences(
            "មិនអាចរក្សាទុកឯកសារប្រភេទនេះបានទេ។",
            _NOTHING_KM,
            "សូមជ្រើសរើសរូបថត (JPEG, PNG, WebP) ឯកសារ (PDF) ឬការថតសំឡេង (MP3, Ogg, WAV, M4A)។ "
            "រូបថតប្រភេទផ្សេងអាចរក្សាទុកជា JPEG លើទូរស័ព្ទជាមុនសិន។",
        ),
    ),
    ErrorWords(
        "attachment.picture_damaged",
        Sentences(
            "The picture is damaged and cannot be read to its end.",
            _NOTHING_EN,
            "Copy it from the phone or the camera again, or take it again.",
        ),
        Sentences(
            "រូបភាពនេះខូច ហើយមិនអាចអានដល់ចប់បានទេ។",
            _NOTHING_KM,
            "សូមចម្លងវាពីទូរស័ព្ទ ឬម៉ាស៊ីនថតម្តងទៀត ឬថតវាម្តងទៀត។",
        ),
    ),
    ErrorWords(
        "attachment.too_many_pixels",
        Sentences(
            "The picture has more than %(limit)s million points.",
            _NOTHING_EN,
            "Make it smaller on the phone or the scanner, and add it again.",
        ),
        Sentences(
            "រូបភាពនេះមានលើសពី %(limit)s លានចំណុច។",
            _NOTHING_KM,
            "សូមធ្វើឱ្យវាតូចជាងនេះលើទូរស័ព្ទ ឬម៉ាស៊ីនស្កេន រួចបន្ថែមម្តងទៀត។",
        ),
    ),
    ErrorWords(
        "attachment.empty",
        Sentences(
            "No file was chosen, or the file is empty.",
            "Nothing was changed. What you typed is still on the page.",
            "Choose the file and press the button again.",
        ),
        Sentences(
            "មិនបានជ្រើសរើសឯកសារ ឬឯកសារទទេ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។ អ្វីដែលលោកអ្នកបានវាយនៅលើទំព័រនៅឡើយ។",
            "សូមជ្រើសរើសឯកសារ រួចចុចប៊ូតុងម្តងទៀត។",
        ),
    ),
    ErrorWords(
        "attachment.not_here",
        Sentences(
            "This file has not arrived here yet.",
            _RECORD_EN,
            "Send and receive with photos; the file comes after the records.",
        ),
        Sentences(
            "ឯកសារនេះមិនទាន់មកដល់ទីនេះទេ។",
            _RECORD_KM,
            "សូមផ្ញើ និងទទួលជាមួយរូបថត។ ឯកសារមកក្រោយកំណត់ត្រា។",
        ),
    ),
    ErrorWords(
        "attachment.damaged",
        Sentences(
            "Part %(chunk)s of the file is damaged on this disk.",
            _RECORD_EN + " The damaged part is never shown.",
            "Send and receive with photos: what is damaged is asked for again. Keep the paper or the original photo.",
        ),
        Sentences(
            "ផ្នែកទី %(chunk)s នៃឯកសារខូចនៅលើថាសនេះ។",
            _RECORD_KM + " ផ្នែកដែលខូចមិនត្រូវបានបង្ហាញឡើយ។",
            "សូមផ្ញើ និងទទួលជាមួយរូបថត៖ អ្វីដែលខូចនឹងត្រូវសុំម្តងទៀត។ សូមរក្សាទុកក្រដាស ឬរូបថតដើម។",
        ),
        exit_code=_DAMAGED,
    ),
    ErrorWords(
        "attachment.not_a_file",
        Sentences(
            "The record does not say where its file is.",
            "Nothing was changed.",
            "Tell the office; the version of the program that wrote the record may be newer than this one.",
        ),
        Sentences(
            "កំណត់ត្រានេះមិនបានបញ្ជាក់ថាឯកសាររបស់វានៅឯណាទេ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "សូមប្រាប់ការិយាល័យ។ កំណែកម្មវិធីដែលបានសរសេរកំណត់ត្រានេះអាចថ្មីជាងកំណែនេះ។",
        ),
        exit_code=_DAMAGED,
    ),
)
