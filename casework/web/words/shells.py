"""Khmer of what the shells of both programs say: passphrases, settings, what went wrong."""

WORDS = {
    "Back to the start": "ត្រឡប់ទៅទំព័រដើម",
    "Something did not work": "មានអ្វីមួយមិនដំណើរការ",
    "Check Caps Lock and the keyboard language.": "សូមពិនិត្យ Caps Lock និងភាសាក្តារចុច។",
    "Show the passphrase": "បង្ហាញ ឃ្លាសម្ងាត់",
    "Hide the passphrase": "លាក់ ឃ្លាសម្ងាត់",
    "The passphrase is shown": "ឃ្លាសម្ងាត់កំពុងបង្ហាញ",
    "The passphrase is hidden": "ឃ្លាសម្ងាត់ត្រូវបានលាក់",
    "Nothing moves on the screen": "គ្មានអ្វីផ្លាស់ទីលើអេក្រង់",
}
