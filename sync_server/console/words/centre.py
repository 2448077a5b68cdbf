"""Khmer of a hub's page about its centre."""

WORDS = {
    "%(num)s change of cases that are not yours.": "ការកែប្រែ %(num)s នៃករណីដែលមិនមែនរបស់លោកអ្នក។",
    "%(num)s changes of cases that are not yours.": "ការកែប្រែ %(num)s នៃករណីដែលមិនមែនរបស់លោកអ្នក។",
    "Accounts, roles, offices, settings, lost laptops, lease codes, erasures, and what was set aside are decided there; here they are shown.": "គណនី តួនាទី ការិយាល័យ ការកំណត់ កុំព្យូទ័រដែលបាត់ លេខកូដបើក ការលុប និងអ្វីដែលត្រូវបានទុកដោយឡែក ត្រូវសម្រេចនៅទីនោះ។ នៅទីនេះគ្រាន់តែបង្ហាញ។",
    "Changes that wait here for Phnom Penh": "ការកែប្រែដែលរង់ចាំនៅទីនេះសម្រាប់ភ្នំពេញ",
    "Had everything from there": "បានទទួលអ្វីៗទាំងអស់ពីទីនោះ",
    "Kept by Phnom Penh": "គ្រប់គ្រងដោយភ្នំពេញ",
    "Kept by Phnom Penh: shown here, changed there.": "គ្រប់គ្រងដោយភ្នំពេញ៖ បង្ហាញនៅទីនេះ ផ្លាស់ប្តូរនៅទីនោះ។",
    "Next try": "ព្យាយាមលើកក្រោយ",
    "Nothing.": "គ្មានអ្វីទេ។",
    "Phnom Penh": "ភ្នំពេញ",
    "Set aside in Phnom Penh": "ត្រូវបានទុកដោយឡែកនៅភ្នំពេញ",
    "These changes stand here and in the log. Phnom Penh has set them aside until somebody decides there; what is decided comes back by itself.": "ការកែប្រែទាំងនេះមាននៅទីនេះ និងក្នុងកំណត់ហេតុ។ ភ្នំពេញបានទុកដោយឡែករហូតដល់មានអ្នកសម្រេចនៅទីនោះ។ អ្វីដែលបានសម្រេចនឹងមកវិញដោយខ្លួនឯង។",
    "This is a provincial hub. It speaks with Phnom Penh by itself every five minutes, and works without a line.": "នេះជាចំណុចបញ្ជូនខេត្ត។ វាទាក់ទងភ្នំពេញដោយខ្លួនឯងរៀងរាល់ប្រាំនាទី ហើយដំណើរការបានដោយគ្មានបណ្តាញ។",
    "This server is the centre itself.": "ម៉ាស៊ីនមេនេះជាមជ្ឈមណ្ឌលកណ្តាលផ្ទាល់។",
    "Written by": "សរសេរដោយ",
}  # fmt: skip
