"""Errors of the console's shell."""

from shared_schema.errors import ErrorWords, Sentences

ERRORS = (
    ErrorWords(
        "console.not_found",
        Sentences("There is nothing here for you.", "Nothing was changed.", "Go back to the start, or ask your office."),
        Sentences(
            "គ្មានអ្វីសម្រាប់លោកអ្នកនៅទីនេះទេ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "សូមត្រឡប់ទៅទំព័រដើម ឬសួរការិយាល័យរបស់លោកអ្នក។",
        ),
    ),
    ErrorWords(
        "console.refused",
        Sentences(
            "This form did not come from a page of this console, or the page is too old.",
            "What you typed stays on the page behind this one.",
            "Go back, copy your text, and open the page anew.",
        ),
        Sentences(
            "ទម្រង់នេះមិនមែនមកពីទំព័ររបស់កុងសូលនេះទេ ឬទំព័រចាស់ពេក។",
            "អ្វីដែលលោកអ្នកបានវាយនៅលើទំព័រមុន។",
            "សូមត្រឡប់ក្រោយ ចម្លងអត្ថបទ រួចបើកទំព័រជាថ្មី។",
        ),
        exit_code=3,
    ),
)
