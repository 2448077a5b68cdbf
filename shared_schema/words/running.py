"""Errors of running the house from the console: people, laptops, settings, jobs; and the words of the daily mail."""

from shared_schema.errors import ErrorWords, Sentences
from shared_schema.words.cli import Phrase

_SAME_EN, _SAME_KM = "Nothing was changed.", "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"

MAIL_SUBJECT = Phrase("Homeward: what waits", "Homeward៖ អ្វីដែលរង់ចាំ")
MAIL_BODY = Phrase(
    "Open alerts: %(alerts)s\nItems that wait for a decision: %(waiting)s\n"
    "Laptops without contact for more than %(days)s days: %(silent)s\n\n"
    "Sign in to the console to see them. This mail holds numbers only.",
    "ការជូនដំណឹងមិនទាន់ដោះស្រាយ៖ %(alerts)s\nចំណុចរង់ចាំការសម្រេច៖ %(waiting)s\n"
    "កុំព្យូទ័រដែលមិនបានទាក់ទងលើសពី %(days)s ថ្ងៃ៖ %(silent)s\n\n"
    "សូមចូលប្រើកុងសូលដើម្បីមើល។ សំបុត្រនេះមានតែចំនួនប៉ុណ្ណោះ។",
)

ERRORS = (
    ErrorWords(
        "mail.not_sent",
        Sentences(
            "The mail server did not take the notice.",
            "The counts stand in the console as always.",
            "Check the mail settings; the next try is in half an hour.",
        ),
        Sentences(
            "ម៉ាស៊ីនសំបុត្រមិនបានទទួលសេចក្តីជូនដំណឹងទេ។",
            "ចំនួននៅតែមានក្នុងកុងសូលដូចធម្មតា។",
            "សូមពិនិត្យការកំណត់សំបុត្រ។ នឹងព្យាយាមម្តងទៀតក្នុងកន្លះម៉ោង។",
        ),
    ),
    ErrorWords(
        "mail.plain_refused",
        Sentences(
            "Mail without encryption goes to 127.0.0.0/8 only.",
            "Nothing was sent.",
            "Set mail_security to starttls or tls.",
        ),
        Sentences(
            "សំបុត្រគ្មានការអ៊ិនគ្រីបផ្ញើបានតែទៅ 127.0.0.0/8 ប៉ុណ្ណោះ។",
            "មិនមានអ្វីត្រូវបានផ្ញើទេ។",
            "សូមកំណត់ mail_security ទៅ starttls ឬ tls។",
        ),
    ),
    ErrorWords(
        "person.not_yourself",
        Sentences("Nobody changes her own account.", _SAME_EN, "Ask another person with this right."),
        Sentences("គ្មាននរណាផ្លាស់ប្តូរគណនីរបស់ខ្លួនឯងទេ។", _SAME_KM, "សូមសុំអ្នកផ្សេងដែលមានសិទ្ធិនេះ។"),
        exit_code=3,
    ),
    ErrorWords(
        "person.nothing_to_countersign",
        Sentences(
            "Nothing of this account waits for a second person.",
            _SAME_EN,
            "Somebody else may have countersigned it meanwhile: look at the person's page.",
        ),
        Sentences(
            "គ្មានអ្វីនៃគណនីនេះរង់ចាំមនុស្សទីពីរទេ។",
            _SAME_KM,
            "អ្នកផ្សេងប្រហែលជាបានបញ្ជាក់រួចហើយ៖ សូមមើលទំព័ររបស់បុគ្គលនោះ។",
        ),
    ),
    ErrorWords(
        "person.changed_meanwhile",
        Sentences(
            "This account was changed after the page was shown.",
            _SAME_EN,
            "Open the page again and read what she would see now.",
        ),
        Sentences(
            "គណនីនេះត្រូវបានកែ បន្ទាប់ពីបានបង្ហាញទំព័រ។",
            _SAME_KM,
            "សូមបើកទំព័រម្តងទៀត ហើយអានអ្វីដែលគាត់នឹងឃើញឥឡូវ។",
        ),
    ),
    ErrorWords(
        "lease.not_recognised",
        Sentences(
            "It is not said how she was recognised.",
            "No code was shown.",
            "Choose how you know that it is she. If you do not know, call her back on the number in the directory.",
        ),
        Sentences(
            "មិនទាន់បញ្ជាក់ថាបានស្គាល់គាត់ដោយរបៀបណាទេ។",
            "មិនមានលេខកូដត្រូវបានបង្ហាញទេ។",
            "សូមជ្រើសរើសរបៀបដែលលោកអ្នកដឹងថាជាគាត់។ បើមិនដឹង សូមទូរស័ព្ទទៅគាត់វិញតាមលេខក្នុងបញ្ជីឈ្មោះ។",
        ),
    ),
    ErrorWords(
        "invitation.shown",
        Sentences(
            "The code of this slip was shown once and is not kept.",
            "The slip itself is good until it is used or ends.",
            "If the paper is lost, make a new slip and let this one end.",
        ),
        Sentences(
            "លេខកូដនៃក្រដាសនេះត្រូវបានបង្ហាញម្តងហើយ ហើយមិនត្រូវបានរក្សាទុកទេ។",
            "ក្រដាសនេះនៅប្រើបានរហូតដល់ប្រើរួច ឬផុតកំណត់។",
            "បើបាត់ក្រដាស សូមធ្វើក្រដាសថ្មី ហើយទុកឱ្យក្រដាសនេះផុតកំណត់។",
        ),
    ),
    ErrorWords(
        "device.answers_missing",
        Sentences(
            "An answer about the laptop is missing.",
            "Its access has not been stopped yet.",
            'Answer every question; "not known" is an answer.',
        ),
        Sentences(
            "ខ្វះចម្លើយមួយអំពីកុំព្យូទ័រ។",
            "សិទ្ធិចូលរបស់វាមិនទាន់ត្រូវបានបញ្ឈប់ទេ។",
            "សូមឆ្លើយគ្រប់សំណួរ។ «មិនដឹង» ក៏ជាចម្លើយដែរ។",
        ),
    ),
    ErrorWords(
        "setting.code_taken",
        Sentences(
            "This code is already used for another line of the same kind.",
            _SAME_EN,
            "Change that line, or choose another code.",
        ),
        Sentences(
            "លេខកូដនេះត្រូវបានប្រើរួចហើយសម្រាប់បន្ទាត់ផ្សេងនៃប្រភេទដដែល។",
            _SAME_KM,
            "សូមកែបន្ទាត់នោះ ឬជ្រើសរើសលេខកូដផ្សេង។",
        ),
    ),
    ErrorWords(
        "setting.lease_days",
        Sentences(
            "A laptop may be without contact for %(least)s to %(most)s days; this number is outside of that.",
            _SAME_EN,
            "Choose a number of days from %(least)s to %(most)s.",
        ),
        Sentences(
            "កុំព្យូទ័រអាចគ្មានទំនាក់ទំនងពី %(least)s ទៅ %(most)s ថ្ងៃ។ លេខនេះនៅក្រៅចន្លោះនោះ។",
            _SAME_KM,
            "សូមជ្រើសរើសចំនួនថ្ងៃពី %(least)s ទៅ %(most)s។",
        ),
    ),
    ErrorWords(
        "wording.unknown",
        Sentences("There is no such label.", _SAME_EN, "Choose the label from the list."),
        Sentences("គ្មានស្លាកបែបនេះទេ។", _SAME_KM, "សូមជ្រើសរើសស្លាកពីបញ្ជី។"),
    ),
    ErrorWords(
        "wording.empty",
        Sentences(
            "A label needs words in both languages.",
            _SAME_EN,
            "Write the missing one, or go back to the shipped words.",
        ),
        Sentences(
            "ស្លាកត្រូវមានពាក្យជាភាសាទាំងពីរ។",
            _SAME_KM,
            "សូមសរសេរពាក្យដែលខ្វះ ឬប្រើពាក្យដើមវិញ។",
        ),
    ),
    ErrorWords(
        "wording.placeholder",
        Sentences(
            "A placeholder of the shipped words is missing: %(names)s.",
            _SAME_EN,
            "Write it into both languages exactly as shown.",
        ),
        Sentences(
            "ខ្វះកន្លែងបំពេញពីពាក្យដើម៖ %(names)s។",
            _SAME_KM,
            "សូមសរសេរវាក្នុងភាសាទាំងពីរ ដូចដែលបានបង្ហាញ។",
        ),
    ),
    ErrorWords(
        "wording.too_long",
        Sentences("A label has at most %(limit)s characters.", _SAME_EN, "Say it in fewer words."),
        Sentences("ស្លាកមួយមានយ៉ាងច្រើន %(limit)s តួអក្សរ។", _SAME_KM, "សូមសរសេរឱ្យខ្លីជាងនេះ។"),
    ),
    ErrorWords(
        "audit.too_many",
        Sentences(
            "More than %(limit)s acts fit these filters.",
            "Nothing is hidden: the export would only be too long for one file.",
            "Choose a shorter period.",
        ),
        Sentences(
            "សកម្មភាពជាង %(limit)s ត្រូវនឹងតម្រងទាំងនេះ។",
            "គ្មានអ្វីត្រូវបានលាក់ទេ៖ ឯកសារមួយនឹងវែងពេកប៉ុណ្ណោះ។",
            "សូមជ្រើសរើសរយៈពេលខ្លីជាងនេះ។",
        ),
    ),
)
