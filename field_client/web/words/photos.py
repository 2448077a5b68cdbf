"""Khmer of photos on the page of sending and receiving, and of the strip. Awaits review by a native social worker."""

WORDS = {
    "%(n)s photos still to send": "នៅសល់រូបថត %(n)s ដែលត្រូវផ្ញើ",
    "%(num)s photos still to send": "នៅសល់រូបថត %(num)s ដែលត្រូវផ្ញើ",
    "All records have been received by %(centre)s": "%(centre)s បានទទួលកំណត់ត្រាទាំងអស់ហើយ",
    "All, whole": "ទាំងអស់ ពេញលេញ",
    "At most %(up)s kB to send, %(down)s kB to receive": "យ៉ាងច្រើនផ្ញើ %(up)s kB និងទទួល %(down)s kB",
    "Keep this choice": "រក្សាទុកជម្រើសនេះ",
    "Not now": "មិនទាន់ឥឡូវ",
    "Nothing of these is to go or to come.": "គ្មានអ្វីក្នុងចំណោមនេះត្រូវផ្ញើ ឬទទួលទេ។",
    "Photos and papers: %(done)s of %(total)s kB": "រូបថត និងឯកសារ៖ %(done)s ក្នុងចំណោម %(total)s kB",
    "Records alone go and come.": "ផ្ញើ និងទទួលតែកំណត់ត្រាប៉ុណ្ណោះ។",
    "Small pictures": "រូបតូចៗ",
    "They go and come after the records, small pictures first. What was cut off goes on at the next sending.": "រូបទាំងនេះត្រូវបានផ្ញើ និងទទួលក្រោយកំណត់ត្រា ដោយរូបតូចមុន។ អ្វីដែលដាច់ពាក់កណ្តាលនឹងបន្តនៅពេលផ្ញើលើកក្រោយ។",
    "Which photos and papers move?": "តើរូបថត និងឯកសារណាខ្លះត្រូវផ្ញើ និងទទួល?",
}
