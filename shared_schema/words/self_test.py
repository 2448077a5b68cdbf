"""Words of the centre's self-test."""

from shared_schema.errors import ErrorWords, Sentences
from shared_schema.words.cli import Phrase

WHOLE = Phrase(
    "Everything fits: %(records)s records in %(scopes)s scopes, %(changes)s changes in the logs.",
    "អ្វីៗត្រូវគ្នាទាំងអស់៖ កំណត់ត្រា %(records)s ក្នុងវិសាលភាព %(scopes)s និងការកែប្រែ %(changes)s ក្នុងកំណត់ហេតុ។",
)

REBUILT = Phrase("%(rows)s search rows made again.", "បានបង្កើតជួរស្វែងរក %(rows)s ឡើងវិញ។")

ERRORS = (
    ErrorWords(
        "check.misfits",
        Sentences(
            "%(count)s places of the store do not fit.",
            "Laptops still hold what they sent and received.",
            "Copy the store as it is, then restore the newest backup; laptops give back what it lacks.",
        ),
        Sentences(
            "ឃ្លាំងទិន្នន័យមិនត្រូវគ្នានៅ %(count)s កន្លែង។",
            "កុំព្យូទ័រនៅតែរក្សាអ្វីដែលបានផ្ញើ និងទទួល។",
            "សូមចម្លងឃ្លាំងដូចដើម រួចដាក់ច្បាប់បម្រុងថ្មីបំផុតវិញ កុំព្យូទ័រនឹងផ្តល់អ្វីដែលខ្វះ។",
        ),
        7,
    ),
)
