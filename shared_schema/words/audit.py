"""Errors and sentences of the audit."""

from shared_schema.errors import ErrorWords, Sentences
from shared_schema.words.cli import Phrase

VERIFIED = Phrase(
    "The audit is whole: %(rows)s rows, %(checkpoints)s checkpoints compared.",
    "បញ្ជីសវនកម្មពេញលេញ៖ %(rows)s ជួរ បានប្រៀបធៀបចំណុចត្រួតពិនិត្យ %(checkpoints)s។",
)
NOT_CAUGHT = Phrase(
    "Rows cut off after the newest checkpoint that left the house cannot be noticed.",
    "ជួរដែលត្រូវបានកាត់ក្រោយចំណុចត្រួតពិនិត្យចុងក្រោយដែលបានចេញក្រៅ មិនអាចដឹងបានទេ។",
)

ERRORS = (
    ErrorWords(
        "audit.broken",
        Sentences(
            "The audit does not fit in %(count)s places.",
            "The records themselves are apart from this.",
            "Keep the store as it is, copy it, and tell the auditors.",
        ),
        Sentences(
            "បញ្ជីសវនកម្មមិនត្រូវគ្នានៅ %(count)s កន្លែង។",
            "កំណត់ត្រាខ្លួនឯងនៅដាច់ដោយឡែកពីបញ្ហានេះ។",
            "សូមរក្សាទុកឃ្លាំងដូចដើម ចម្លងវា ហើយប្រាប់សវនករ។",
        ),
        7,
    ),
    ErrorWords(
        "audit.path_range",
        Sentences(
            "This stretch of the audit is not there, or is longer than %(limit)s rows.",
            "Nothing was changed.",
            "Ask for a shorter stretch between two checkpoints.",
        ),
        Sentences(
            "ផ្នែកនៃបញ្ជីសវនកម្មនេះមិនមាន ឬវែងជាង %(limit)s ជួរ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "សូមសុំផ្នែកខ្លីជាង រវាងចំណុចត្រួតពិនិត្យពីរ។",
        ),
        2,
    ),
)
