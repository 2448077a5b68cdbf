"""Khmer of erasing this laptop and of travel mode. Awaits review by a native social worker."""

WORDS = {
    "The date of this laptop cannot be right. Please set it. Until then each unlock counts as one day without contact.": "ថ្ងៃខែរបស់កុំព្យូទ័រនេះមិនអាចត្រឹមត្រូវទេ។ សូមកំណត់វា។ រហូតដល់ពេលនោះ ការដោះសោម្តងរាប់ជាមួយថ្ងៃគ្មានទំនាក់ទំនង។",
    "Gone for good, because nobody else has it yet:": "បាត់បង់ជារៀងរហូត ព្រោះមិនទាន់មានអ្នកណាផ្សេងមានវា៖",
    "%(num)s changes that no server has received": "ការកែប្រែ %(num)s ដែលគ្មានម៉ាស៊ីនមេណាបានទទួល",
    "%(num)s visits": "ការចុះជួប %(num)s",
    "%(num)s other records": "កំណត់ត្រាផ្សេងទៀត %(num)s",
    "%(num)s forms that were not finished": "ទម្រង់ %(num)s ដែលមិនទាន់បំពេញចប់",
    "The custodians and the recovery sheet cannot bring this back.": "អ្នករក្សាសោ និងសន្លឹកសង្គ្រោះមិនអាចយកវាមកវិញបានទេ។",
    "Everything written here has been received by a server. Nothing is lost.": "អ្វីៗដែលបានសរសេរនៅទីនេះ ម៉ាស៊ីនមេបានទទួលហើយ។ គ្មានអ្វីបាត់បង់ទេ។",
    "The keys are destroyed first, then the files, also the backups on this laptop. After that no passphrase opens anything.": "សោត្រូវបានបំផ្លាញមុន បន្ទាប់មកឯកសារ រួមទាំងច្បាប់ចម្លងបម្រុងក្នុងកុំព្យូទ័រនេះ។ ក្រោយមក គ្មានឃ្លាសម្ងាត់ណាបើកអ្វីបានទៀតទេ។",
    "What %(centre)s has received stays there. A new enrolment slip brings it to a laptop again.": "អ្វីដែល%(centre)sបានទទួលនៅទីនោះដដែល។ ក្រដាសចុះឈ្មោះថ្មីយកវាមកកុំព្យូទ័រវិញ។",
    "Old blocks of the disk may remain. They are encrypted, and their keys are gone.": "ដុំចាស់ៗលើថាសអាចនៅសល់។ វាបានអ៊ិនគ្រីប ហើយសោរបស់វាបាត់ហើយ។",
    "A backup that you put on a stick is not reached: it still opens with its recovery sheet.": "ច្បាប់ចម្លងបម្រុងដែលលោកអ្នកដាក់លើ USB មិនត្រូវបានលុបទេ៖ វានៅតែបើកដោយសន្លឹកសង្គ្រោះរបស់វា។",
    "Nothing has happened yet. Press once more, and the keys are gone.": "មិនទាន់មានអ្វីកើតឡើងទេ។ ចុចម្តងទៀត នោះសោនឹងបាត់។",
    "Do not erase": "កុំលុប",
    "Hold the button for two seconds.": "សូមចុចប៊ូតុងឱ្យជាប់ពីរវិនាទី។",
    "The button asks once more.": "ប៊ូតុងនឹងសួរម្តងទៀត។",
    "The keys are gone": "សោបាត់ហើយ",
    "Nothing on this laptop opens any more. The files are being removed now; if the laptop is switched off meanwhile, the rest goes at its next start.": "គ្មានអ្វីក្នុងកុំព្យូទ័រនេះបើកបានទៀតទេ។ កំពុងលុបឯកសារ។ បើកុំព្យូទ័ររលត់ក្នុងពេលនេះ នៅសល់នឹងត្រូវលុបពេលចាប់ផ្តើមលើកក្រោយ។",
    "Tell the office as soon as it is safe. A new enrolment slip sets the laptop up again.": "សូមប្រាប់ការិយាល័យពេលមានសុវត្ថិភាព។ ក្រដាសចុះឈ្មោះថ្មីរៀបចំកុំព្យូទ័រឡើងវិញ។",
}
