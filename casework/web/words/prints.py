"""Khmer of papers. A working translation that awaits a native social worker."""

WORDS = {
    "Printed by %(initials)s on %(day)s": "បោះពុម្ពដោយ %(initials)s នៅ %(day)s",
    "Paper is not protected. Take it from the printer at once; the printer may keep a copy.": "ក្រដាសមិនមានការការពារទេ។ សូមយកវាចេញពីម៉ាស៊ីនបោះពុម្ពភ្លាម ម៉ាស៊ីនអាចទុកច្បាប់ចម្លង។",
    "For typing in later. The numbers are those of the screen. Leave out what was not asked.": "សម្រាប់បញ្ចូលពេលក្រោយ។ លេខដូចគ្នានឹងអេក្រង់។ ទុកទទេអ្វីដែលមិនបានសួរ។",
    "Case code": "លេខកូដករណី",
    "Worker, date": "បុគ្គលិក កាលបរិច្ឆេទ",
    "Signature of who decides": "ហត្ថលេខាអ្នកសម្រេច",
    "Thumbprint": "ស្នាមមេដៃ",
    "Witness: name, signature": "សាក្សី៖ ឈ្មោះ ហត្ថលេខា",
    "Interpreter: name, signature": "អ្នកបកប្រែ៖ ឈ្មោះ ហត្ថលេខា",
    "If": "បើ",
    "Consent form": "ទម្រង់ការយល់ព្រម",
    "Visit": "ការចុះជួប",
    "Worker: name, signature": "បុគ្គលិក៖ ឈ្មោះ ហត្ថលេខា",
    "Read by the supervisor: name, signature, date": "អ្នកគ្រប់គ្រងបានអាន៖ ឈ្មោះ ហត្ថលេខា កាលបរិច្ឆេទ",
    "Papers to print": "ក្រដាសសម្រាប់បោះពុម្ព",
    "Blank forms in both languages, for work without a laptop. They hold nothing of anybody.": "ទម្រង់ទទេជាពីរភាសា សម្រាប់ធ្វើការដោយគ្មានកុំព្យូទ័រ។ វាមិនមានអ្វីអំពីអ្នកណាទេ។",
}  # fmt: skip
