"""Sentences about photos and papers on their way, for the terminal."""

from shared_schema.words.cli import Phrase

MOVING = Phrase("Photos and papers, kB", "រូបថត និងឯកសារ គីឡូបៃ")
SENT = Phrase("Photos and papers sent whole: %(n)s (%(kb)s kB).", "រូបថត និងឯកសារដែលបានផ្ញើពេញលេញ៖ %(n)s (%(kb)s គីឡូបៃ)។")
ARRIVED = Phrase("Photos and papers that came: %(n)s (%(kb)s kB).", "រូបថត និងឯកសារដែលបានមកដល់៖ %(n)s (%(kb)s គីឡូបៃ)។")
STILL_TO_SEND = Phrase("Photos and papers still to send: %(n)s.", "រូបថត និងឯកសារដែលមិនទាន់បានផ្ញើ៖ %(n)s។")
CUT_IN_COPY = Phrase(
    "The copy ends before its photos do: the whole ones are back, and so are all records.",
    "ច្បាប់ចម្លងនេះដាច់មុនចប់រូបថត៖ រូបថតដែលពេញលេញ និងកំណត់ត្រាទាំងអស់បានត្រឡប់មកវិញ។",
)
