"""Khmer of trainings. A working translation that awaits a native social worker."""

WORDS = {
    "Write how many people, from 1 to %(most)s.": "សូមសរសេរចំនួនមនុស្ស ពី 1 ដល់ %(most)s។",
    "Attendance list": "បញ្ជីវត្តមាន",
    "Trainer: name, signature, date": "គ្រូបង្គោល៖ ឈ្មោះ ហត្ថលេខា កាលបរិច្ឆេទ",
    "No.": "ល.រ",
    "New training": "វគ្គបណ្តុះបណ្តាលថ្មី",
    "%(num)s people took part": "មានអ្នកចូលរួម %(num)s នាក់",
    "No training recorded this year.": "មិនទាន់មានវគ្គបណ្តុះបណ្តាលកត់ត្រាក្នុងឆ្នាំនេះទេ។",
    "Tests of %(n)s people: %(before)s before, %(after)s after, of 100.": "តេស្តរបស់មនុស្ស %(n)s នាក់៖ មុន %(before)s ក្រោយ %(after)s លើ 100។",
    "Who took part": "អ្នកចូលរួម",
    "Without a name": "គ្មានឈ្មោះ",
    "Count people without names": "រាប់មនុស្សដោយគ្មានឈ្មោះ",
    "How many": "ចំនួន",
    "Add them": "បន្ថែម",
    "Void": "លុបចោល",
    "%(num)s days": "%(num)s ថ្ងៃ",
}  # fmt: skip
