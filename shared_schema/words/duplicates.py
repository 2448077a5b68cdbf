"""What can stop a decision about two cases that may be one person."""

from shared_schema.errors import ErrorWords, Sentences

ERRORS = (
    ErrorWords(
        "duplicates.changed",
        Sentences("One of the two cases, or the pair, was changed or joined elsewhere meanwhile.", "Nothing was joined and nothing was lost.", "Look at the pair as it stands now, then decide again."),
        Sentences("ករណីមួយក្នុងចំណោមពីរ ឬគូនេះ ត្រូវបានកែ ឬបញ្ចូលគ្នានៅកន្លែងផ្សេងក្នុងពេលនេះ។", "គ្មានអ្វីត្រូវបានបញ្ចូល ហើយគ្មានអ្វីបាត់បង់ទេ។", "សូមមើលគូនេះតាមដែលវាស្ថិតនៅឥឡូវ រួចសម្រេចម្តងទៀត។"),
    ),
    ErrorWords(
        "duplicates.reason_needed",
        Sentences("No reason was written.", "Nothing was changed.", "Write in a few words what you went by."),
        Sentences("មិនបានសរសេរមូលហេតុ។", "គ្មានអ្វីផ្លាស់ប្តូរទេ។", "សូមសរសេរពីរបីពាក្យ ថាអ្នកផ្អែកលើអ្វី។"),
    ),
    ErrorWords(
        "duplicates.none_chosen",
        Sentences("No record was chosen.", "Nothing was changed.", "Tick the records that belong to the other case."),
        Sentences("មិនបានជ្រើសរើសកំណត់ត្រាណាមួយទេ។", "គ្មានអ្វីផ្លាស់ប្តូរទេ។", "សូមគូសកំណត់ត្រាដែលជារបស់ករណីម្ខាងទៀត។"),
    ),
    ErrorWords(
        "duplicates.too_many",
        Sentences("That is more than %(most)s records at once.", "Nothing was changed.", "File some of them first, then the others."),
        Sentences("ចំនួននេះលើសពី %(most)s កំណត់ត្រាក្នុងមួយលើក។", "គ្មានអ្វីផ្លាស់ប្តូរទេ។", "សូមប្តូរមួយផ្នែកជាមុន រួចធ្វើផ្នែកដែលនៅសល់។"),
    ),
    ErrorWords(
        "duplicates.by_hand",
        Sentences("One of these records, or a row inside it, was signed, or rests on steps that the other case has not taken.", "Nothing was changed.", "Leave it out here. Write it anew in the other case, then void it in this one."),
        Sentences("កំណត់ត្រាមួយ ឬជួរក្នុងវា មានហត្ថលេខា ឬពឹងលើជំហានដែលករណីម្ខាងទៀតមិនទាន់បានធ្វើ។", "គ្មានអ្វីផ្លាស់ប្តូរទេ។", "សូមទុកវាចោលនៅទីនេះ។ សរសេរវាថ្មីក្នុងករណីម្ខាងទៀត រួចលុបវាចោលនៅករណីនេះ។"),
    ),
)  # fmt: skip
