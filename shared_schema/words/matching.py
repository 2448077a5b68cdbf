"""What matching says to people: a sentence for every compared field and level, strengths, warnings, errors.

No sentence holds a value of a record. The Khmer is a working translation that awaits a native social worker.
"""

from collections.abc import Mapping

from shared_schema.errors import ErrorWords, Sentences
from shared_schema.words.sentence import Words

PROOF_WORDS = Words(
    "A possible match is not proof. Check with both sides.",
    "ការអាចត្រូវគ្នាមិនមែនជាភស្តុតាងទេ។ សូមផ្ទៀងផ្ទាត់ជាមួយភាគីទាំងពីរ។",
)
FITS_ELSEWHERE_WORDS = Words("Fits another inquiry better.", "សមនឹងសំណើស្វែងរកមួយទៀតជាង។")

BAND_WORDS: Mapping[str, Words] = {
    "likely": Words("Likely", "ទំនងខ្ពស់"),
    "possible": Words("Possible", "អាចទៅរួច"),
    "unlikely": Words("Unlikely", "ទំនងទាប"),
}

FIELD_WORDS: Mapping[str, Words] = {
    "name": Words("Name", "ឈ្មោះ"),
    "nickname": Words("Nickname or other name", "ឈ្មោះហៅក្រៅ ឬឈ្មោះផ្សេង"),
    "sex": Words("Sex", "ភេទ"),
    "birth": Words("Birth", "កំណើត"),
    "animal_year": Words("Animal year", "ឆ្នាំសត្វ"),
    "place": Words("Home", "ទីលំនៅ"),
    "mother": Words("Mother", "ម្តាយ"),
    "father": Words("Father", "ឪពុក"),
    "relatives": Words("Brothers, sisters, others", "បងប្អូន និងសាច់ញាតិ"),
    "separated_on": Words("Separated when", "បែកគ្នាពេលណា"),
    "separated_at": Words("Separated where", "បែកគ្នានៅឯណា"),
    "marks": Words("Marks on the body", "សញ្ញាសម្គាល់លើខ្លួន"),
    "phone": Words("Telephone", "ទូរស័ព្ទ"),
    "id_number": Words("Identity number", "លេខអត្តសញ្ញាណ"),
}

LEVEL_WORDS: Mapping[str, Words] = {
    "agree": Words("agrees", "ដូចគ្នា"),
    "close": Words("is close", "ប្រហាក់ប្រហែល"),
    "differ": Words("differs", "ខុសគ្នា"),
    "missing": Words("not known", "មិនដឹង"),
}

STRENGTH_WORDS: Mapping[str, Words] = {
    "strong": Words("strong", "ខ្លាំង"),
    "agrees": Words("agrees", "គាំទ្រ"),
    "weak": Words("weak", "ខ្សោយ"),
    "nothing": Words("counts for nothing", "មិនរាប់បញ្ចូល"),
    "weak_against": Words("weak against", "ជំទាស់ខ្សោយ"),
    "against": Words("against", "ជំទាស់"),
    "strong_against": Words("strong against", "ជំទាស់ខ្លាំង"),
}

HELD_WORDS: Mapping[str, Words] = {
    "strong_against": Words("Held at possible: one fact speaks strongly against.", "ទុកត្រឹម អាចទៅរួច៖ ចំណុចមួយជំទាស់ខ្លាំង។"),
    "few_fields": Words("Held at possible: fewer than three facts speak for it.", "ទុកត្រឹម អាចទៅរួច៖ ចំណុចគាំទ្រមានតិចជាងបី។"),
    "only_name_and_sex": Words(
        "Held at possible: nothing but name and sex speaks for it.",
        "ទុកត្រឹម អាចទៅរួច៖ ក្រៅពីឈ្មោះ និងភេទ គ្មានអ្វីគាំទ្រទេ។",
    ),
    "name_not_in_favour": Words("Held at possible: the name does not speak for it.", "ទុកត្រឹម អាចទៅរួច៖ ឈ្មោះមិនគាំទ្រទេ។"),
    "sibling": Words(
        "Looks like a brother or sister: a parent agrees and the given name differs.",
        "មើលទៅដូចជាបងប្អូន៖ ឪពុក ឬម្តាយដូចគ្នា តែនាមខ្លួនខុសគ្នា។",
    ),
}

_NAME_SAYS: Mapping[str, Words] = {
    "same": Words("is the same", "ដូចគ្នា"),
    "sound": Words("sounds the same, written otherwise", "អានដូចគ្នា សរសេរខុសគ្នា"),
    "across": Words("sounds the same, in the other script", "អានដូចគ្នា ក្នុងអក្សរម្យ៉ាងទៀត"),
    "close": Words("sounds nearly the same", "អានប្រហាក់ប្រហែល"),
    "partly": Words("is partly alike", "ដូចគ្នាមួយផ្នែក"),
    "differs": Words("differs", "ខុសគ្នា"),
}
_NAMED: Mapping[str, Words] = {
    "name": Words("Name", "ឈ្មោះ"),
    "nickname": Words("Nickname or other name", "ឈ្មោះហៅក្រៅ ឬឈ្មោះផ្សេង"),
    "mother": Words("Mother's name", "ឈ្មោះម្តាយ"),
    "father": Words("Father's name", "ឈ្មោះឪពុក"),
}
_NEARNESS: Mapping[str, Words] = {
    "village": Words("same village", "ភូមិតែមួយ"),
    "commune": Words("same commune", "ឃុំ ឬសង្កាត់តែមួយ"),
    "district": Words("same district", "ស្រុក ឬខណ្ឌតែមួយ"),
    "province": Words("same province", "ខេត្តតែមួយ"),
    "neighbour": Words("neighbouring provinces", "ខេត្តជាប់គ្នា"),
    "other": Words("other provinces", "ខេត្តផ្សេងគ្នា"),
    "country": Words("same country abroad", "ប្រទេសក្រៅតែមួយ"),
    "other_country": Words("other countries", "ប្រទេសផ្សេងគ្នា"),
}
_BASIC: Mapping[str, Words] = {
    "sex_equal": Words("Sex is the same", "ភេទដូចគ្នា"),
    "sex_differs": Words("Sex differs", "ភេទខុសគ្នា"),
    "birth_same_day": Words("Born on the same day", "កើតថ្ងៃតែមួយ"),
    "birth_exchanged": Words("Born on the same day, day and month exchanged", "កើតថ្ងៃតែមួយ ថ្ងៃ និងខែឆ្លាស់គ្នា"),
    "birth_one_digit": Words("Days of birth differ in one digit", "ថ្ងៃកំណើតខុសគ្នាលេខមួយខ្ទង់"),
    "birth_same_year": Words("Born in the same year", "កើតឆ្នាំតែមួយ"),
    "birth_within": Words(
        "Years between the births: %(years)s, within what is not sure", "កើតខុសគ្នា %(years)s ឆ្នាំ ក្នុងកម្រិតដែលមិនប្រាកដ"
    ),
    "birth_apart": Words("Years between the births: %(years)s", "កើតខុសគ្នា %(years)s ឆ្នាំ"),
    "birth_beside_animal": Words("Birth: counted with the animal year", "កំណើត៖ រាប់រួមជាមួយឆ្នាំសត្វ"),
    "animal_equal": Words("Animal year is the same", "ឆ្នាំសត្វដូចគ្នា"),
    "animal_neighbour": Words("Animal years follow each other", "ឆ្នាំសត្វជាប់គ្នា"),
    "animal_differs": Words("Animal year differs", "ឆ្នាំសត្វខុសគ្នា"),
    "animal_beside_birth": Words("Animal year: counted with the birth", "ឆ្នាំសត្វ៖ រាប់រួមជាមួយកំណើត"),
    "animal_not_needed": Words(
        "Animal year: not counted, both years of birth are sure", "ឆ្នាំសត្វ៖ មិនរាប់ទេ ព្រោះឆ្នាំកំណើតទាំងពីរប្រាកដ"
    ),
    "relatives_shared": Words("Relatives named on both sides: %(count)s", "សាច់ញាតិដែលភាគីទាំងពីររៀបរាប់៖ %(count)s"),
    "relatives_too_few": Words("Relatives: too few are named to compare", "សាច់ញាតិ៖ រៀបរាប់តិចពេក មិនអាចប្រៀបធៀប"),
    "relatives_none_shared": Words("No relative is named on both sides", "គ្មានសាច់ញាតិដែលភាគីទាំងពីររៀបរាប់"),
    "separated_on_same_month": Words("Separated in the same month", "បែកគ្នាក្នុងខែតែមួយ"),
    "separated_on_months_6": Words("Separated within six months of each other", "បែកគ្នាខុសគ្នាមិនលើសប្រាំមួយខែ"),
    "separated_on_years_2": Words("Separated within two years of each other", "បែកគ្នាខុសគ្នាមិនលើសពីរឆ្នាំ"),
    "separated_on_years_5": Words("Separated within five years of each other", "បែកគ្នាខុសគ្នាមិនលើសប្រាំឆ្នាំ"),
    "separated_on_more": Words("Separated more than five years apart", "បែកគ្នាខុសគ្នាលើសពីប្រាំឆ្នាំ"),
    "marks_same": Words("The same mark at the same place of the body", "សញ្ញាដូចគ្នា នៅកន្លែងតែមួយលើខ្លួន"),
    "marks_same_kind": Words("A mark of the same kind", "សញ្ញាប្រភេទដូចគ្នា"),
    "marks_different": Words("Only different marks are told", "មានប្រាប់តែសញ្ញាខុសគ្នា"),
    "phone_same": Words("The same telephone number", "លេខទូរស័ព្ទតែមួយ"),
    "phone_none_shared": Words("Telephone: no number is shared", "ទូរស័ព្ទ៖ គ្មានលេខរួមគ្នា"),
    "id_number_same": Words("The same identity number", "លេខអត្តសញ្ញាណតែមួយ"),
    "id_number_differs": Words("Identity number differs", "លេខអត្តសញ្ញាណខុសគ្នា"),
}

EVIDENCE_WORDS: Mapping[str, Words] = {
    **_BASIC,
    **{
        f"{of}_{code}": Words(f"{named.en} {says.en}", f"{named.km}{says.km}")
        for of, named in _NAMED.items()
        for code, says in _NAME_SAYS.items()
    },
    **{f"place_{code}": Words(f"Home: {near.en}", f"ទីលំនៅ៖ {near.km}") for code, near in _NEARNESS.items()},
    **{
        f"place_{code}_of_two_kinds": Words(f"Places of different times: {near.en}", f"ទីកន្លែងនៅពេលខុសគ្នា៖ {near.km}")
        for code, near in _NEARNESS.items()
    },
    **{
        f"separated_at_{code}": Words(f"Separated: {near.en}", f"កន្លែងបែកគ្នា៖ {near.km}")
        for code, near in _NEARNESS.items()
    },
    **{f"{of}_not_known": Words(f"{label.en}: not known", f"{label.km}៖ មិនដឹង") for of, label in FIELD_WORDS.items()},
}

_SAME_EN, _SAME_KM = "Nothing was changed.", "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"
ERRORS = (
    ErrorWords(
        "search.reading_names",
        Sentences(
            "The server was started a moment ago and is still reading the names that can be searched.",
            "Nothing is lost, and all other pages work meanwhile.",
            "Wait half a minute, then search again.",
        ),
        Sentences(
            "ម៉ាស៊ីនមេទើបតែបើក ហើយកំពុងអានឈ្មោះដែលអាចស្វែងរកបាន។",
            "គ្មានអ្វីបាត់បង់ទេ ហើយទំព័រផ្សេងទៀតនៅដំណើរការ។",
            "សូមរង់ចាំកន្លះនាទី រួចស្វែងរកម្តងទៀត។",
        ),
    ),
    ErrorWords(
        "weights.not_valid",
        Sentences("This weight set cannot be used (%(field)s).", _SAME_EN, "Keep the present set, or fit a new one."),
        Sentences("សំណុំទម្ងន់នេះមិនអាចប្រើបានទេ (%(field)s)។", _SAME_KM, "សូមប្រើសំណុំបច្ចុប្បន្ន ឬគណនាសំណុំថ្មី។"),
    ),
    ErrorWords(
        "weights.reason_needed",
        Sentences("No reason was written for the new weight set.", _SAME_EN, "Write in a few words why it is adopted."),
        Sentences("មិនបានសរសេរមូលហេតុសម្រាប់សំណុំទម្ងន់ថ្មីទេ។", _SAME_KM, "សូមសរសេរពីរបីពាក្យថាហេតុអ្វីយកវាមកប្រើ។"),
    ),
    ErrorWords(
        "weights.too_few_people",
        Sentences(
            "Weights cannot be learnt from %(people)s people; %(least)s are needed.",
            _SAME_EN,
            "Go on with the present set.",
        ),
        Sentences("មិនអាចគណនាទម្ងន់ពីមនុស្ស %(people)s នាក់បានទេ ត្រូវការ %(least)s នាក់។", _SAME_KM, "សូមបន្តប្រើសំណុំបច្ចុប្បន្ន។"),
    ),
    ErrorWords(
        "match.same_dossier",
        Sentences(
            "These two records belong to one dossier.", _SAME_EN, "Choose the record of another person or family."
        ),
        Sentences("កំណត់ត្រាទាំងពីរនេះជារបស់សំណុំរឿងតែមួយ។", _SAME_KM, "សូមជ្រើសរើសកំណត់ត្រារបស់អ្នកផ្សេង ឬគ្រួសារផ្សេង។"),
    ),
)
