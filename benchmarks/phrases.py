"""Names and sentences from which the benchmarks' records are put together. All invented; Khmer and Latin."""

FAMILY_NAMES = (
    ("សុខ", "Sok"), ("ចាន់", "Chan"), ("ម៉ៅ", "Mao"), ("ហេង", "Heng"), ("លី", "Ly"), ("កែវ", "Keo"), ("អ៊ុំ", "Um"),
    ("ប៉ែន", "Pen"), ("នួន", "Nuon"), ("ទេព", "Tep"), ("យិន", "Yin"), ("រស់", "Ros"), ("ស៊ឹម", "Sim"), ("តាន់", "Tan"),
    ("ឡុង", "Long"), ("មាស", "Meas"), ("ឈឹម", "Chhim"), ("ព្រំ", "Prom"), ("គង់", "Kong"), ("អ៊ិន", "In"),
)  # fmt: skip
GIVEN_NAMES = (
    ("ចិន្តា", "Chenda"), ("សុភាព", "Sopheap"), ("ដារ៉ា", "Dara"), ("បុប្ផា", "Bopha"), ("រតនា", "Rattana"),
    ("វិសាល", "Visal"), ("ស្រីមុំ", "Sreymom"), ("ស្រីពៅ", "Sreypov"), ("វណ្ណា", "Vanna"), ("សុជាតា", "Socheata"),
    ("ពិសិដ្ឋ", "Piseth"), ("មករា", "Makara"), ("កល្យាណ", "Kalyan"), ("រស្មី", "Reaksmey"), ("វិចិត្រ", "Vichet"),
    ("ធីតា", "Thida"), ("សំណាង", "Samnang"), ("បញ្ញា", "Panha"), ("លក្ខិណា", "Leakhena"), ("ចាន់ថា", "Chantha"),
    ("សុវណ្ណារី", "Sovannary"), ("កុសល", "Kosal"), ("នារី", "Neary"), ("ភារម្យ", "Phearum"),
)  # fmt: skip
PEOPLE = (
    "mother", "grandmother", "aunt", "uncle", "elder brother", "younger sister", "neighbour", "village chief",
    "class teacher", "employer", "foster mother", "stepfather", "cousin", "commune clerk",
)  # fmt: skip
DEEDS = (
    "says that the debt to the broker is not yet paid", "has found work in a garment factory", "is at home at night",
    "wants to go back to school in October", "has asked for a birth certificate", "was at the health centre twice",
    "wants no police to call", "took the first stipend and bought two piglets", "speaks little of the time away",
    "sleeps badly and asks for the counsellor", "repaired the roof before the rain", "has moved to her sister's",
    "sold the motorbike to pay for rice", "met the teacher about the missed lessons", "started the sewing course",
    "received a letter from the court", "has no telephone since last month", "helps in the market before noon",
)  # fmt: skip
TIMES = (
    "since new year", "last week", "for three weeks", "every second day", "after the harvest", "since our last visit",
    "on two mornings", "until the rains end", "from next Monday", "before Pchum Ben",
)  # fmt: skip
PEOPLE_KM = (
    "ម្តាយ", "ជីដូន", "មីង", "ពូ", "បងប្រុស", "ប្អូនស្រី", "អ្នកជិតខាង", "មេភូមិ", "គ្រូបន្ទុកថ្នាក់", "ម្ចាស់ការងារ", "ឪពុកចុង", "បងប្អូនជីដូនមួយ",
)  # fmt: skip
DEEDS_KM = (
    "និយាយថាបំណុលមិនទាន់សងអស់", "រកបានការងារនៅរោងចក្រកាត់ដេរ", "ចង់ត្រឡប់ទៅរៀនវិញ", "ស្នើសុំសំបុត្រកំណើត",
    "បានទៅមណ្ឌលសុខភាពពីរដង", "មិនចង់ឱ្យប៉ូលិសមកផ្ទះ", "ទិញកូនជ្រូកពីរក្បាល", "គេងមិនលក់ ហើយសុំជួបអ្នកប្រឹក្សា",
    "ជួសជុលដំបូលផ្ទះ", "ប្តូរទៅនៅផ្ទះបងស្រី", "លក់ម៉ូតូដើម្បីទិញអង្ករ", "ចាប់ផ្តើមរៀនកាត់ដេរ", "ទទួលលិខិតពីតុលាការ", "ជួយលក់នៅផ្សារ",
)  # fmt: skip
TIMES_KM = (
    "តាំងពីចូលឆ្នាំ", "សប្តាហ៍មុន", "បីសប្តាហ៍ហើយ", "រៀងរាល់ព្រឹក", "ក្រោយរដូវច្រូត", "តាំងពីការចុះជួបលើកមុន", "មុនភ្ជុំបិណ្ឌ", "ពីថ្ងៃចន្ទ",
)  # fmt: skip
WISHES = (
    "wants to live with", "wants to open a small shop with", "would like to hear from", "is afraid to meet",
    "would like to study near", "asks for a telephone call with",
)  # fmt: skip
