"""Khmer of the intake."""

WORDS = {
    "Intake": "ការទទួលយក",
    "Written by people whose access is not countersigned yet. Until they are accepted these records are marked, and figures leave them out.": "សរសេរដោយអ្នកដែលសិទ្ធិមិនទាន់ត្រូវបានបញ្ជាក់។ រហូតដល់ទទួលយក កំណត់ត្រាទាំងនេះមានសញ្ញា ហើយតួលេខមិនរាប់បញ្ចូលទេ។",
    "People": "បុគ្គលិក",
    "%(num)s changes were set aside because their writers do not hold the case": "ការកែប្រែ %(num)s ត្រូវបានទុកដោយឡែក ព្រោះអ្នកសរសេរមិនកាន់ករណី",
    "Unverified author": "អ្នកសរសេរមិនទាន់ផ្ទៀងផ្ទាត់",
    "Written by %(name)s": "សរសេរដោយ %(name)s",
    "Not accepted by %(name)s:": "មិនទទួលយកដោយ %(name)s៖",
    "May be the same person": "អាចជាមនុស្សតែមួយ",
    "Give to another worker": "ប្រគល់ឱ្យបុគ្គលិកផ្សេង",
    "Give and accept": "ប្រគល់ និងទទួលយក",
    "Reason, if it is not accepted": "មូលហេតុ បើមិនទទួលយក",
    "Nothing waits to be accepted.": "គ្មានអ្វីរង់ចាំការទទួលយកទេ។",
}
