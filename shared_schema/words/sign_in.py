"""Errors of signing in to the console: what happened, what is safe, what to do next."""

from shared_schema.errors import ErrorWords, Sentences

_SAFE_EN, _SAFE_KM = "What you wrote before is kept.", "អ្វីដែលលោកអ្នកបានសរសេរពីមុនត្រូវបានរក្សាទុក។"

ERRORS = (
    ErrorWords(
        "sign_in.refused",
        Sentences(
            "These do not open the console together.",
            _SAFE_EN,
            "Check the user name, Caps Lock and the keyboard language, then try again.",
        ),
        Sentences(
            "ព័ត៌មានទាំងនេះមិនអាចបើកកុងសូលបានទេ។",
            _SAFE_KM,
            "សូមពិនិត្យឈ្មោះអ្នកប្រើ Caps Lock និងភាសាក្តារចុច រួចព្យាយាមម្តងទៀត។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "sign_in.again_refused",
        Sentences(
            "The passphrase or the code is not right, or the code was used before.",
            _SAFE_EN,
            "Check Caps Lock and the keyboard language, wait for the next code of your authenticator, then try again.",
        ),
        Sentences(
            "ឃ្លាសម្ងាត់ ឬលេខកូដមិនត្រូវ ឬលេខកូដធ្លាប់បានប្រើហើយ។",
            _SAFE_KM,
            "សូមពិនិត្យ Caps Lock និងភាសាក្តារចុច រង់ចាំលេខកូដបន្ទាប់ រួចព្យាយាមម្តងទៀត។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "sign_in.code_refused",
        Sentences(
            "This code does not fit, or was used before.",
            _SAFE_EN,
            "Wait for the next code of your authenticator, or type one of your ten single-use codes.",
        ),
        Sentences(
            "លេខកូដនេះមិនត្រូវ ឬធ្លាប់បានប្រើហើយ។",
            _SAFE_KM,
            "សូមរង់ចាំលេខកូដបន្ទាប់ ឬវាយលេខកូដមួយក្នុងចំណោមលេខកូដប្រើម្តងទាំងដប់។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "sign_in.closed",
        Sentences(
            "There were too many tries with this user name.",
            _SAFE_EN,
            "Try again in %(minutes)s minutes. If it was not you, tell an administrator.",
        ),
        Sentences(
            "មានការព្យាយាមច្រើនពេកជាមួយឈ្មោះអ្នកប្រើនេះ។",
            _SAFE_KM,
            "សូមព្យាយាមម្តងទៀតក្នុងរយៈពេល %(minutes)s នាទី។ បើមិនមែនលោកអ្នកទេ សូមប្រាប់អ្នករដ្ឋបាល។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "sign_in.begin_again",
        Sentences("Too much time passed since the passphrase.", _SAFE_EN, "Begin again with user name and passphrase."),
        Sentences(
            "ពេលវេលាកន្លងហួសយូរពេកចាប់តាំងពីបញ្ចូលឃ្លាសម្ងាត់។",
            _SAFE_KM,
            "សូមចាប់ផ្តើមម្តងទៀតជាមួយឈ្មោះអ្នកប្រើ និងឃ្លាសម្ងាត់។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "sign_in.own_passphrase",
        Sentences(
            "This is the passphrase that you were given.",
            "Nothing was changed.",
            "Choose one that nobody but you knows.",
        ),
        Sentences(
            "នេះជាឃ្លាសម្ងាត់ដែលគេបានផ្តល់ឱ្យលោកអ្នក។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "សូមជ្រើសរើសឃ្លាសម្ងាត់ដែលមានតែលោកអ្នកទេដែលដឹង។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "sign_in.same_passphrase",
        Sentences("This is the passphrase that you have now.", "Nothing was changed.", "Choose another one."),
        Sentences(
            "នេះជាឃ្លាសម្ងាត់ដែលលោកអ្នកកំពុងប្រើ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "សូមជ្រើសរើសឃ្លាសម្ងាត់ផ្សេង។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "sign_in.not_alike",
        Sentences("The two passphrases are not alike.", "Nothing was changed.", "Type the same passphrase twice."),
        Sentences(
            "ឃ្លាសម្ងាត់ទាំងពីរមិនដូចគ្នាទេ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "សូមវាយឃ្លាសម្ងាត់ដដែលពីរដង។",
        ),
        exit_code=3,
    ),
)
