"""Errors of bundles that are carried on a stick: each says where the data still is."""

from shared_schema.errors import ErrorWords, Sentences

_HELD_EN = "The machine that made the bundle still has everything."
_HELD_KM = "ម៉ាស៊ីនដែលបង្កើតកញ្ចប់នេះនៅមានទិន្នន័យទាំងអស់។"
_NEW_EN = "Ask for a new bundle."
_NEW_KM = "សូមសុំកញ្ចប់ថ្មី។"


def _entry(code: str, happened: tuple[str, str], next_step: tuple[str, str] = (_NEW_EN, _NEW_KM), exit_code: int = 1) -> ErrorWords:
    return ErrorWords(
        code,
        Sentences(happened[0], _HELD_EN, next_step[0]),
        Sentences(happened[1], _HELD_KM, next_step[1]),
        exit_code,
    )


ERRORS = (
    _entry(
        "bundle.not_a_bundle",
        ("This file is not a bundle.", "ឯកសារនេះមិនមែនជាកញ្ចប់ទិន្នន័យទេ។"),
        ("Choose the file whose name begins with homeward- and ends with .age.", "សូមជ្រើសរើសឯកសារដែលមានឈ្មោះចាប់ផ្តើមដោយ homeward- ហើយបញ្ចប់ដោយ .age។"),
    ),
    _entry(
        "bundle.damaged",
        ("This bundle is damaged: %(sections)s of its %(of)s parts can be read.", "កញ្ចប់នេះខូច៖ អាចអានបាន %(sections)s ផ្នែក ក្នុងចំណោម %(of)s ផ្នែក។"),
        ("Ask for a new bundle, or read the parts that are whole.", "សូមសុំកញ្ចប់ថ្មី ឬអានផ្នែកដែលនៅល្អ។"),
        7,
    ),
    _entry(
        "bundle.for_another",
        ("This bundle is for another office or another laptop, or its beginning is damaged.", "កញ្ចប់នេះសម្រាប់ការិយាល័យ ឬកុំព្យូទ័រផ្សេង ឬផ្នែកខាងដើមរបស់វាខូច។"),
        ("Carry it to the office that it was made for, or ask for a new bundle.", "សូមយកវាទៅការិយាល័យដែលវាត្រូវបានបង្កើតឱ្យ ឬសុំកញ្ចប់ថ្មី។"),
    ),
    _entry(
        "bundle.from_unknown",
        ("This bundle is from a laptop or an office that is not known here.", "កញ្ចប់នេះមកពីកុំព្យូទ័រ ឬការិយាល័យដែលមិនស្គាល់នៅទីនេះ។"),
        ("Read it at the office where that laptop was set up.", "សូមអានវានៅការិយាល័យដែលកុំព្យូទ័រនោះត្រូវបានរៀបចំ។"),
    ),
    _entry(
        "bundle.forged",
        ("This bundle was not made by the laptop or office that it names. Nothing of it was read.", "កញ្ចប់នេះមិនមែនបង្កើតដោយកុំព្យូទ័រ ឬការិយាល័យដែលវាបញ្ជាក់ទេ។ គ្មានអ្វីត្រូវបានអានពីវាឡើយ។"),
        ("Keep the stick and tell whoever looks after the laptops.", "សូមរក្សាឧបករណ៍ USB ហើយប្រាប់អ្នកថែទាំកុំព្យូទ័រ។"),
        7,
    ),
    _entry(
        "bundle.wrong_kind",
        ("This file is of another kind: it holds no work of a laptop for this office.", "ឯកសារនេះជាប្រភេទផ្សេង៖ វាមិនមានការងាររបស់កុំព្យូទ័រណាសម្រាប់ការិយាល័យនេះទេ។"),
        ("Choose the bundle that the laptop made.", "សូមជ្រើសរើសកញ្ចប់ដែលកុំព្យូទ័របានបង្កើត។"),
    ),
    _entry(
        "bundle.not_an_answer",
        ("This file is a bundle for an office. A laptop reads answers and receipts.", "ឯកសារនេះជាកញ្ចប់សម្រាប់ការិយាល័យ។ កុំព្យូទ័រអានចម្លើយ និងបង្កាន់ដៃទទួល។"),
        ("Read it at the office that it is for.", "សូមអានវានៅការិយាល័យដែលវាសម្រាប់។"),
    ),
    _entry(
        "bundle.out_of_date",
        ("Something newer has been received since this answer was asked for. The answer holds nothing that can still be used, and nothing was changed.", "អ្វីដែលថ្មីជាងនេះត្រូវបានទទួលរួចហើយ បន្ទាប់ពីបានសុំចម្លើយនេះ។ ចម្លើយនេះមិនអាចប្រើបានទៀតទេ ហើយគ្មានអ្វីត្រូវបានផ្លាស់ប្តូរឡើយ។"),
        ("Send and receive, or make a new bundle.", "សូមផ្ញើ និងទទួល ឬបង្កើតកញ្ចប់ថ្មី។"),
    ),
    _entry(
        "bundle.too_large",
        ("This bundle is larger than a bundle may be (%(limit)s bytes).", "កញ្ចប់នេះធំជាងទំហំដែលអនុញ្ញាត (%(limit)s បៃ)។"),
    ),
    _entry(
        "bundle.no_request",
        ("No bundle of this laptop has been read here, so there is nothing to answer.", "មិនទាន់មានកញ្ចប់ណារបស់កុំព្យូទ័រនេះត្រូវបានអាននៅទីនេះទេ ដូច្នេះគ្មានអ្វីត្រូវឆ្លើយឡើយ។"),
        ("Read the laptop's bundle first.", "សូមអានកញ្ចប់របស់កុំព្យូទ័រនោះជាមុនសិន។"),
    ),
    _entry(
        "bundle.which_device",
        ("Say whose bundle is answered.", "សូមបញ្ជាក់ថាឆ្លើយកញ្ចប់របស់កុំព្យូទ័រណា។"),
        ("Say the code: sync-server bundle make --device K7 (a laptop), or --device H1 (a hub).", "សូមដាក់លេខកូដ៖ sync-server bundle make --device K7 (កុំព្យូទ័រ) ឬ --device H1 (ចំណុចបញ្ជូន)។"),
        2,
    ),
    _entry(
        "bundle.no_server",
        ("This laptop does not know an office by that name.", "កុំព្យូទ័រនេះមិនស្គាល់ការិយាល័យដែលមានឈ្មោះនោះទេ។"),
        ("Leave out --for: the bundle is then for the centre.", "សូមកុំបញ្ជាក់ --for៖ កញ្ចប់នឹងសម្រាប់មជ្ឈមណ្ឌលកណ្តាល។"),
        2,
    ),
)
