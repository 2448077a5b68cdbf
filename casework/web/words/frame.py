"""The frame around every page, and words of the shared pieces."""

WORDS = {
    "Page": "ទំព័រ",
    "Skip to the page": "រំលងទៅទំព័រ",
    "Signed in:": "អ្នកប្រើ៖",
    "Back": "ត្រឡប់ក្រោយ",
    "Language": "ភាសា",
    "Menu": "ម៉ឺនុយ",
    "More": "ច្រើនទៀត",
    "Stay open": "បើកទុក",
    "Content is never translated by a machine.": "ខ្លឹមសារមិនដែលត្រូវបានបកប្រែដោយម៉ាស៊ីនទេ។",
    "Yes": "បាទ/ចាស",
    "No": "ទេ",
    "No name recorded": "មិនទាន់មានឈ្មោះ",
    "Not on this device": "មិនមាននៅក្នុងឧបករណ៍នេះទេ",
}
