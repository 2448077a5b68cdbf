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
)  # fmt: skip
