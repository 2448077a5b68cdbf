"""Errors of the local program around the pages."""

from shared_schema.errors import ErrorWords, Sentences

_SAFE_EN = "Your work is safe on this laptop."
_SAFE_KM = "ការងាររបស់លោកអ្នកមានសុវត្ថិភាពក្នុងកុំព្យូទ័រនេះ។"

ERRORS = (
    ErrorWords(
        "shell.locked",
        Sentences("This laptop is locked.", _SAFE_EN, "Unlock it with your passphrase."),
        Sentences("កុំព្យូទ័រនេះបានចាក់សោ។", _SAFE_KM, "សូមដោះសោដោយឃ្លាសម្ងាត់របស់លោកអ្នក។"),
        exit_code=3,
    ),
    ErrorWords(
        "shell.busy",
        Sentences("Another try is being checked right now.", _SAFE_EN, "Wait a moment, then try again."),
        Sentences("កំពុងពិនិត្យការសាកល្បងមួយទៀត។", _SAFE_KM, "សូមរង់ចាំបន្តិច រួចព្យាយាមម្តងទៀត។"),
        exit_code=4,
    ),
    ErrorWords(
        "shell.wait",
        Sentences("After several wrong tries there is a pause.", _SAFE_EN, "Try again in %(seconds)s seconds."),
        Sentences("ក្រោយសាកខុសច្រើនដង ត្រូវរង់ចាំបន្តិច។", _SAFE_KM, "សូមព្យាយាមម្តងទៀតក្នុងរយៈពេល %(seconds)s វិនាទី។"),
        exit_code=3,
    ),
    ErrorWords(
        "shell.not_found",
        Sentences("There is no such page on this laptop.", _SAFE_EN, "Go back to Today."),
        Sentences("មិនមានទំព័រនេះក្នុងកុំព្យូទ័រនេះទេ។", _SAFE_KM, "សូមត្រឡប់ទៅទំព័រ ថ្ងៃនេះ។"),
    ),
    ErrorWords(
        "shell.too_large",
        Sentences("What was sent is too large for one page.", "Nothing was saved of it.", "Shorten the text, or choose a smaller file (10 MB at most)."),
        Sentences("អ្វីដែលបានផ្ញើធំពេកសម្រាប់មួយទំព័រ។", "គ្មានអ្វីត្រូវបានរក្សាទុកទេ។", "សូមសរសេរឱ្យខ្លី ឬជ្រើសរើសឯកសារតូចជាង (មិនលើស 10 MB)។"),
    ),
    ErrorWords(
        "shell.stale_form",
        Sentences("This page was opened before Homeward was started again.", "What you typed stays on the page behind this one.", "Go back, copy your text, and open the page anew."),
        Sentences("ទំព័រនេះត្រូវបានបើកមុនពេល Homeward ចាប់ផ្តើមឡើងវិញ។", "អ្វីដែលលោកអ្នកបានវាយនៅលើទំព័រមុន។", "សូមត្រឡប់ក្រោយ ចម្លងអត្ថបទ រួចបើកទំព័រជាថ្មី។"),
        exit_code=3,
    ),
    ErrorWords(
        "shell.unexpected",
        Sentences("The program had a problem.", "Your draft is kept.", "Tell your office this number: %(ref)s"),
        Sentences("កម្មវិធីមានបញ្ហា។", "សេចក្តីព្រាងរបស់លោកអ្នកនៅមានដដែល។", "សូមប្រាប់ការិយាល័យលេខនេះ៖ %(ref)s"),
        exit_code=70,
    ),
    ErrorWords(
        "passphrase.not_the_same",
        Sentences("The two passphrases are not the same.", "Nothing was changed.", "Type the same passphrase in both boxes."),
        Sentences("ឃ្លាសម្ងាត់ទាំងពីរមិនដូចគ្នាទេ។", "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។", "សូមវាយឃ្លាសម្ងាត់ដូចគ្នាក្នុងប្រអប់ទាំងពីរ។"),
    ),
    ErrorWords(
        "sync.paused",
        Sentences("Sending and receiving was paused.", "What arrived is kept.", "Go on when you want: the rest goes then."),
        Sentences("ការផ្ញើ និងទទួលត្រូវបានផ្អាក។", "អ្វីដែលបានមកដល់ត្រូវបានរក្សាទុក។", "សូមបន្តពេលណាក៏បាន៖ នៅសល់នឹងផ្ញើពេលនោះ។"),
        exit_code=5,
    ),
)
