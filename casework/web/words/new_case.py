"""Khmer of the pages of a new case. A working translation that awaits a native social worker."""

WORDS = {
    "(proposed by the program; ask the person, or write it above)": "(កម្មវិធីស្នើ សូមសួរសាមីខ្លួន ឬសរសេរខាងលើ)",
    "A list like this is no proof. You can save in any case.": "បញ្ជីបែបនេះមិនមែនជាភស្តុតាងទេ។ លោកអ្នកអាចរក្សាទុកបានជានិច្ច។",
    "Born in a year of this animal: %(years)s": "កើតក្នុងឆ្នាំសត្វនេះ៖ %(years)s",
    "Case saved": "បានរក្សាទុកករណី",
    "Consent to services is owed within 7 days.": "ត្រូវមានការយល់ព្រមទទួលសេវាក្នុងរយៈពេល 7 ថ្ងៃ។",
    "Go to the list": "ទៅបញ្ជី",
    "Is it the same person?": "តើជាមនុស្សតែមួយឬ?",
    "Not sure": "មិនច្បាស់",
    "Not yet accepted by the office": "ការិយាល័យមិនទាន់ទទួល",
    "Please look at the list below the name. Then press Save case again: nothing keeps you from saving.": "សូមមើលបញ្ជីខាងក្រោមឈ្មោះ។ រួចចុចរក្សាទុកករណីម្តងទៀត៖ គ្មានអ្វីរារាំងការរក្សាទុកទេ។",
    "Same person: open it": "មនុស្សតែមួយ៖ បើក",
    "Somebody is looking for such a person.": "មានគេកំពុងស្វែងរកមនុស្សបែបនេះ។",
    "The risk is high: call your supervisor now.": "ហានិភ័យខ្ពស់៖ សូមទូរស័ព្ទទៅអ្នកគ្រប់គ្រងឥឡូវនេះ។",
    "This case has been received by the centre.": "មជ្ឈមណ្ឌលកណ្តាលបានទទួលករណីនេះហើយ។",
    "Without an answer here a consent to services is owed within 7 days.": "បើមិនឆ្លើយនៅទីនេះ ត្រូវមានការយល់ព្រមទទួលសេវាក្នុងរយៈពេល 7 ថ្ងៃ។",
    "Write down who raised the person, and whom to contact safely.": "សូមកត់ត្រាអ្នកដែលបានចិញ្ចឹមសាមីខ្លួន និងអ្នកដែលអាចទាក់ទងដោយសុវត្ថិភាព។",
    "Write the name in Latin letters as %(name)s": "សរសេរឈ្មោះជាអក្សរឡាតាំងថា %(name)s",
}
