"""Khmer of ages and distances in time. A working translation that awaits a native social worker."""

WORDS = {
    "today": "ថ្ងៃនេះ",
    "yesterday": "ម្សិលមិញ",
    "tomorrow": "ថ្ងៃស្អែក",
    "%(n)s days ago": "%(n)s ថ្ងៃមុន",
    "in %(n)s days": "%(n)s ថ្ងៃទៀត",
    "%(n)s weeks ago": "%(n)s សប្តាហ៍មុន",
    "in %(n)s weeks": "%(n)s សប្តាហ៍ទៀត",
    "%(n)s months ago": "%(n)s ខែមុន",
    "in %(n)s months": "%(n)s ខែទៀត",
    "%(n)s years ago": "%(n)s ឆ្នាំមុន",
    "in %(n)s years": "%(n)s ឆ្នាំទៀត",
    "Between %(low)s and %(high)s years old": "អាយុចន្លោះពី %(low)s ដល់ %(high)s ឆ្នាំ",
    "Under 1 year old": "អាយុក្រោម 1 ឆ្នាំ",
    "%(n)s year old": "អាយុ %(n)s ឆ្នាំ",
    "%(n)s years old": "អាយុ %(n)s ឆ្នាំ",
}
