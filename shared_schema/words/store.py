"""Errors of the laptop's store and of its files."""

from shared_schema.errors import ErrorWords, Sentences

_SAFE_EN = "What was saved is still there, encrypted."
_SAFE_KM = "អ្វីដែលបានរក្សាទុកនៅតែមាន និងបានអ៊ិនគ្រីប។"
_UNCHANGED_EN = "Nothing was changed."
_UNCHANGED_KM = "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"
_BUSY, _DAMAGED, _DISK = 4, 7, 8

ERRORS = (
    ErrorWords(
        "store.engine_missing",
        Sentences(
            "The encryption of the store is missing on this laptop (%(reason)s).",
            "Nothing is ever written without encryption.",
            "Install Homeward again, or ask the person who looks after the laptops.",
        ),
        Sentences(
            "កុំព្យូទ័រនេះខ្វះផ្នែកអ៊ិនគ្រីបរបស់ឃ្លាំងទិន្នន័យ (%(reason)s)។",
            "គ្មានអ្វីត្រូវបានសរសេរដោយគ្មានការអ៊ិនគ្រីបឡើយ។",
            "សូមដំឡើង Homeward ម្តងទៀត ឬសួរអ្នកទទួលបន្ទុកកុំព្យូទ័រ។",
        ),
    ),
    ErrorWords(
        "store.not_encrypted",
        Sentences(
            "The file of the store is not encrypted, so it is not one of ours.",
            _UNCHANGED_EN,
            "Do not use this laptop for cases; tell the person who looks after the laptops.",
        ),
        Sentences(
            "ឯកសារឃ្លាំងទិន្នន័យមិនបានអ៊ិនគ្រីបទេ ដូច្នេះវាមិនមែនជារបស់យើងទេ។",
            _UNCHANGED_KM,
            "កុំប្រើកុំព្យូទ័រនេះសម្រាប់ករណី។ សូមប្រាប់អ្នកទទួលបន្ទុកកុំព្យូទ័រ។",
        ),
        exit_code=_DAMAGED,
    ),
    ErrorWords(
        "store.damaged",
        Sentences(
            "The store on this laptop is damaged (%(reason)s). The passphrase is right.",
            "What a server has received, and the encrypted copies on this laptop, are not touched.",
            "Run field-client check, then restore the newest backup if it says so.",
        ),
        Sentences(
            "ឃ្លាំងទិន្នន័យលើកុំព្យូទ័រនេះខូច (%(reason)s)។ ឃ្លាសម្ងាត់ត្រឹមត្រូវ។",
            "អ្វីដែលម៉ាស៊ីនមេបានទទួល និងច្បាប់ចម្លងដែលបានអ៊ិនគ្រីប មិនប៉ះពាល់ទេ។",
            "សូមដំណើរការ field-client check រួចស្តារច្បាប់ចម្លងថ្មីបំផុត ប្រសិនបើវាប្រាប់ដូច្នេះ។",
        ),
        exit_code=_DAMAGED,
    ),
    ErrorWords(
        "store.not_readable",
        Sentences(
            "The store on this laptop could not be read or written (%(reason)s).",
            _SAFE_EN,
            "Check the disk and its cable, then try again.",
        ),
        Sentences(
            "មិនអាចអាន ឬសរសេរឃ្លាំងទិន្នន័យលើកុំព្យូទ័រនេះបានទេ (%(reason)s)។",
            _SAFE_KM,
            "សូមពិនិត្យថាស រួចព្យាយាមម្តងទៀត។",
        ),
        exit_code=_DISK,
    ),
    ErrorWords(
        "store.busy",
        Sentences("The store is in use by another step.", _UNCHANGED_EN, "Wait a moment and try again."),
        Sentences("ឃ្លាំងទិន្នន័យកំពុងប្រើដោយដំណើរការផ្សេង។", _UNCHANGED_KM, "សូមរង់ចាំបន្តិច រួចព្យាយាមម្តងទៀត។"),
        exit_code=_BUSY,
    ),
    ErrorWords(
        "store.already_open",
        Sentences(
            "Homeward is already open on this laptop.",
            _UNCHANGED_EN,
            "Use the window that is open, or close it and try again.",
        ),
        Sentences(
            "Homeward កំពុងបើករួចហើយលើកុំព្យូទ័រនេះ។",
            _UNCHANGED_KM,
            "សូមប្រើបង្អួចដែលកំពុងបើក ឬបិទវា រួចព្យាយាមម្តងទៀត។",
        ),
        exit_code=_BUSY,
    ),
    ErrorWords(
        "store.newer_than_program",
        Sentences(
            "The store was written by a newer version of Homeward (step %(step)s).",
            _UNCHANGED_EN,
            "Install the newer version.",
        ),
        Sentences(
            "ឃ្លាំងទិន្នន័យត្រូវបានសរសេរដោយ Homeward កំណែថ្មីជាង (ជំហាន %(step)s)។",
            _UNCHANGED_KM,
            "សូមដំឡើងកំណែថ្មី។",
        ),
    ),
    ErrorWords(
        "store.older_than_it_should_be",
        Sentences(
            "The store is older than it should be: it was put back, copied, or lost its last part.",
            "Nothing was thrown away. The laptop goes on under a new number, and its copies are compared with the server.",
            "Connect soon, and tell your supervisor.",
        ),
        Sentences(
            "ឃ្លាំងទិន្នន័យចាស់ជាងអ្វីដែលគួរមាន៖ វាត្រូវបានដាក់មកវិញ ចម្លង ឬបាត់ផ្នែកចុងក្រោយ។",
            "គ្មានអ្វីត្រូវបានបោះចោលទេ។ កុំព្យូទ័របន្តដោយលេខថ្មី ហើយត្រូវប្រៀបធៀបជាមួយម៉ាស៊ីនមេ។",
            "សូមភ្ជាប់ឆាប់ៗ ហើយប្រាប់អ្នកគ្រប់គ្រងរបស់លោកអ្នក។",
        ),
        exit_code=_DAMAGED,
    ),
    ErrorWords(
        "files.disk_full",
        Sentences(
            "The disk of this laptop is full.",
            "What was saved before is still there; this last step was not done.",
            "Free some space, then do the step again.",
        ),
        Sentences(
            "ថាសរបស់កុំព្យូទ័រនេះពេញហើយ។",
            "អ្វីដែលបានរក្សាទុកមុននៅតែមាន។ ជំហានចុងក្រោយនេះមិនបានធ្វើទេ។",
            "សូមលុបឯកសារដែលមិនត្រូវការ រួចធ្វើជំហាននេះម្តងទៀត។",
        ),
        exit_code=_DISK,
    ),
    ErrorWords(
        "files.not_writable",
        Sentences(
            "A file of Homeward could not be read or written (%(errno)s).",
            _SAFE_EN,
            "Check that the folder of Homeward belongs to you and the disk is not write-protected.",
        ),
        Sentences(
            "មិនអាចអាន ឬសរសេរឯកសាររបស់ Homeward បានទេ (%(errno)s)។",
            _SAFE_KM,
            "សូមពិនិត្យថាថតឯកសាររបស់ Homeward ជារបស់លោកអ្នក ហើយថាសមិនត្រូវបានការពារការសរសេរ។",
        ),
        exit_code=_DISK,
    ),
    ErrorWords(
        "files.too_large",
        Sentences(
            "The file %(file)s is larger than %(limit)s bytes, so it is not one of ours.",
            _UNCHANGED_EN,
            "Run field-client check.",
        ),
        Sentences(
            "ឯកសារ %(file)s ធំជាង %(limit)s បៃ ដូច្នេះវាមិនមែនជារបស់យើងទេ។",
            _UNCHANGED_KM,
            "សូមដំណើរការ field-client check។",
        ),
        exit_code=_DAMAGED,
    ),
    ErrorWords(
        "files.cloud_folder",
        Sentences(
            "This folder is copied to %(service)s by another program.",
            _UNCHANGED_EN,
            "Choose a folder that no cloud service copies away.",
        ),
        Sentences(
            "ថតឯកសារនេះត្រូវបានចម្លងទៅ %(service)s ដោយកម្មវិធីផ្សេង។",
            _UNCHANGED_KM,
            "សូមជ្រើសរើសថតឯកសារដែលគ្មានសេវាពពកណាចម្លងវាចេញទេ។",
        ),
    ),
)
