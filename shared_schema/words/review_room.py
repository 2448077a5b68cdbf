"""Errors of the review room of the console: something came meanwhile, nothing chosen, somebody else has the line."""

from shared_schema.errors import ErrorWords, Sentences

_SAME_EN = "Nothing was changed."
_SAME_KM = "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"

ERRORS = (
    ErrorWords(
        "review.changed_meanwhile",
        Sentences(
            "Something new came for this record while the page was open.",
            "Nothing was decided. What you wrote is kept.",
            "Look at the record again, then decide.",
        ),
        Sentences(
            "មានអ្វីថ្មីសម្រាប់កំណត់ត្រានេះ ខណៈពេលដែលទំព័រនេះបើក។",
            "មិនទាន់មានអ្វីត្រូវបានសម្រេចទេ។ អ្វីដែលលោកអ្នកបានសរសេរត្រូវបានរក្សាទុក។",
            "សូមមើលកំណត់ត្រានេះម្តងទៀត រួចសម្រេច។",
        ),
        exit_code=6,
    ),
    ErrorWords(
        "review.nothing_chosen",
        Sentences("Nothing was chosen.", _SAME_EN, "Tick what you have looked at, then press again."),
        Sentences("មិនមានអ្វីត្រូវបានជ្រើសរើសទេ។", _SAME_KM, "សូមគូសអ្វីដែលលោកអ្នកបានពិនិត្យ រួចចុចម្តងទៀត។"),
        exit_code=2,
    ),
    ErrorWords(
        "review.claimed",
        Sentences("Somebody else has taken this line.", _SAME_EN, "Ask that person, or take the line over."),
        Sentences("មានអ្នកផ្សេងបានយកបន្ទាត់នេះហើយ។", _SAME_KM, "សូមសួរអ្នកនោះ ឬយកបន្ទាត់នេះជំនួស។"),
        exit_code=6,
    ),
    ErrorWords(
        "review.question_empty",
        Sentences("The question has no words.", _SAME_EN, "Write the question for the worker."),
        Sentences("សំណួរនេះគ្មានពាក្យទេ។", _SAME_KM, "សូមសរសេរសំណួរសម្រាប់បុគ្គលិកសង្គម។"),
        exit_code=2,
    ),
)
