"""What a form says about one question that cannot be saved as typed, in both languages: what is wrong, what to do.

`%(question)s` is the label of the question. The Khmer is a working translation that awaits a native social worker.
"""

from collections.abc import Mapping

from shared_schema.words.sentence import Words

FORM_WORDS: Mapping[str, Words] = {
    "required": Words("%(question)s: this answer is needed.", "%(question)s៖ ចម្លើយនេះចាំបាច់។"),
    "not_text": Words("%(question)s: write this in words.", "%(question)s៖ សូមសរសេរជាពាក្យ។"),
    "too_long": Words(
        "%(question)s: this is too long. Shorten it to %(limit)s characters, or use a note for the rest.",
        "%(question)s៖ វែងពេក។ សូមសរសេរឱ្យខ្លីត្រឹម %(limit)s តួអក្សរ ឬដាក់ផ្នែកដែលនៅសល់ក្នុងកំណត់ចំណាំ។",
    ),
    "control_characters": Words(
        "%(question)s: some signs in this text cannot be kept. Write it again.",
        "%(question)s៖ សញ្ញាខ្លះក្នុងអត្ថបទនេះមិនអាចរក្សាទុកបានទេ។ សូមសរសេរម្តងទៀត។",
    ),
    "unknown_code": Words(
        "%(question)s: choose one of the answers shown.", "%(question)s៖ សូមជ្រើសរើសចម្លើយណាមួយដែលបានបង្ហាញ។"
    ),
    "choose_one": Words(
        "%(question)s: several fit. Choose one of them below.",
        "%(question)s៖ មានច្រើនដែលត្រូវ។ សូមជ្រើសរើសមួយនៅខាងក្រោម។",
    ),
    "not_in_list": Words(
        "%(question)s: this is not in the list. Look at the spelling.",
        "%(question)s៖ មិនមានក្នុងបញ្ជីទេ។ សូមពិនិត្យអក្ខរាវិរុទ្ធ។",
    ),
    "record_unknown": Words(
        "%(question)s: no record here has this number. Look at the number.",
        "%(question)s៖ មិនមានកំណត់ត្រាលេខនេះនៅទីនេះទេ។ សូមពិនិត្យលេខ។",
    ),
    "day_incomplete": Words("%(question)s: write day, month and year.", "%(question)s៖ សូមសរសេរថ្ងៃ ខែ និងឆ្នាំ។"),
    "year_of_four_digits": Words(
        "%(question)s: write the year with four digits, such as 2026.",
        "%(question)s៖ សូមសរសេរឆ្នាំជាបួនខ្ទង់ ដូចជា 2026។",
    ),
    "year_buddhist": Words(
        "%(question)s: do you mean %(year)s (BE %(typed)s)? Write the year as %(year)s.",
        "%(question)s៖ តើលោកអ្នកចង់និយាយឆ្នាំ %(year)s (ព.ស. %(typed)s) មែនទេ? សូមសរសេរឆ្នាំ %(year)s។",
    ),
    "month_unknown": Words(
        "%(question)s: write the month as a number from 1 to 12, or by its name.",
        "%(question)s៖ សូមសរសេរខែជាលេខពី 1 ដល់ 12 ឬជាឈ្មោះខែ។",
    ),
    "not_a_date": Words(
        "%(question)s: no calendar has this day. Look at day, month and year.",
        "%(question)s៖ គ្មានថ្ងៃនេះក្នុងប្រតិទិនទេ។ សូមពិនិត្យថ្ងៃ ខែ និងឆ្នាំ។",
    ),
    "not_a_number": Words("%(question)s: write a whole number.", "%(question)s៖ សូមសរសេរចំនួនគត់។"),
    "out_of_range": Words(
        "%(question)s: write a number from %(low)s to %(high)s.", "%(question)s៖ សូមសរសេរចំនួនពី %(low)s ដល់ %(high)s។"
    ),
    "not_yes_or_no": Words("%(question)s: choose yes or no.", "%(question)s៖ សូមជ្រើសរើស បាទ/ចាស ឬទេ។"),
    "not_an_id": Words(
        "%(question)s: choose one of the records shown.", "%(question)s៖ សូមជ្រើសរើសកំណត់ត្រាណាមួយដែលបានបង្ហាញ។"
    ),
    "not_a_phone": Words(
        "%(question)s: write the number as you would dial it, such as 012 345 678 or +66 81 234 5678.",
        "%(question)s៖ សូមសរសេរលេខដូចពេលទូរស័ព្ទ ដូចជា 012 345 678 ឬ +66 81 234 5678។",
    ),
    "not_a_place": Words("%(question)s: name the province or the country.", "%(question)s៖ សូមបញ្ជាក់ខេត្ត ឬប្រទេស។"),
    "place_which": Words(
        "%(question)s: several places have this name. Choose one of them below.",
        "%(question)s៖ មានទីកន្លែងច្រើនឈ្មោះដូចគ្នា។ សូមជ្រើសរើសមួយនៅខាងក្រោម។",
    ),
    "place_unknown": Words(
        "%(question)s: no place of this name is known. Look at the spelling, or keep it as you wrote it.",
        "%(question)s៖ មិនស្គាល់ទីកន្លែងឈ្មោះនេះទេ។ សូមពិនិត្យអក្ខរាវិរុទ្ធ ឬទុកដូចដែលលោកអ្នកបានសរសេរ។",
    ),
    "both_answers": Words(
        "%(question)s: there is an answer, and also a mark that there is none. Keep one of the two.",
        "%(question)s៖ មានចម្លើយ ហើយក៏មានសញ្ញាថាគ្មានចម្លើយដែរ។ សូមទុកតែមួយ។",
    ),
    "non_answer_not_offered": Words("%(question)s: this question wants an answer.", "%(question)s៖ សំណួរនេះត្រូវការចម្លើយ។"),
    "change.lowering_needs_reason": Words(
        "%(question)s: a safety answer is lowered. Say why.",
        "%(question)s៖ ចម្លើយសុវត្ថិភាពត្រូវបានបន្ថយ។ សូមប្រាប់មូលហេតុ។",
    ),
    "save.correction_needs_reason": Words(
        "%(question)s: this answer was fixed when the record was made. Say why it is corrected.",
        "%(question)s៖ ចម្លើយនេះត្រូវបានកំណត់ពេលបង្កើតកំណត់ត្រា។ សូមប្រាប់មូលហេតុដែលកែ។",
    ),
    "change.withheld": Words(
        "%(question)s: this answer is kept by the other office. Leave it as it is.",
        "%(question)s៖ ចម្លើយនេះរក្សាដោយការិយាល័យម្ខាងទៀត។ សូមទុកដូចដដែល។",
    ),
    "not_readable": Words(
        "%(question)s: this cannot be kept as it is written. Write it again.",
        "%(question)s៖ មិនអាចរក្សាទុកដូចដែលបានសរសេរបានទេ។ សូមសរសេរម្តងទៀត។",
    ),
}
