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
    ErrorWords(
        "chunks.too_many",
        Sentences(
            "The office takes no more photos from a laptop that is reported lost or whose certificate has ended: "
            "more than %(limit_mb)s MB wait already.",
            "The photos are safe on this laptop.",
            "Ask the office to look at what waits, and to renew this laptop.",
        ),
        Sentences(
            "ការិយាល័យមិនទទួលរូបថតបន្ថែមទៀតពីកុំព្យូទ័រដែលបានរាយការណ៍ថាបាត់ ឬវិញ្ញាបនបត្រផុតកំណត់ទេ៖ មានលើស %(limit_mb)s MB កំពុងរង់ចាំ។",
            "រូបថតមានសុវត្ថិភាពក្នុងកុំព្យូទ័រនេះ។",
            "សូមសុំការិយាល័យឱ្យពិនិត្យអ្វីដែលកំពុងរង់ចាំ និងបន្តសុពលភាពកុំព្យូទ័រនេះ។",
        ),
        5,
    ),
)
