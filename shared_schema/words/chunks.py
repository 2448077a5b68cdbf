"""Errors of chunks of photos and papers on their way."""

from shared_schema.errors import ErrorWords, Sentences

ERRORS = (
    ErrorWords(
        "chunks.unknown",
        Sentences(
            "The server knows of no photo or paper of yours that this part belongs to.",
            "The photo is safe on this laptop, and so is your work.",
            "Send and receive again; if it goes on, ask the office whether the case has moved.",
        ),
        Sentences(
            "ម៉ាស៊ីនមេមិនស្គាល់រូបថត ឬឯកសាររបស់លោកអ្នកដែលផ្នែកនេះជាចំណែកទេ។",
            "រូបថតមានសុវត្ថិភាពក្នុងកុំព្យូទ័រនេះ ហើយការងាររបស់លោកអ្នកក៏ដូចគ្នា។",
            "សូមផ្ញើ និងទទួលម្តងទៀត។ បើនៅតែដដែល សូមសួរការិយាល័យថាតើករណីត្រូវបានផ្ទេរឬទេ។",
        ),
        5,
    ),
)
