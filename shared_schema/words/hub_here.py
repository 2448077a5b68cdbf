"""What `sync-server init --hub-of` and `hub join|sync` print at a hub, in both languages."""

from shared_schema.words.cli import Phrase

MADE = Phrase(
    "This hub is made. Carry %(file)s to the centre; its words are: %(words)s. Read them out when the centre telephones.",
    "ចំណុចបញ្ជូននេះត្រូវបានបង្កើតហើយ។ សូមយក %(file)s ទៅមជ្ឈមណ្ឌលកណ្តាល។ ពាក្យរបស់វា៖ %(words)s។ សូមអានពាក្យនោះពេលគេទូរស័ព្ទមក។",
)
THEN_JOIN = Phrase(
    "When the answer is here: sync-server hub join hub-answer.json",
    "ពេលចម្លើយមកដល់៖ sync-server hub join hub-answer.json",
)
JOINED = Phrase("This is hub %(hub)s of %(centre)s now.", "នេះឥឡូវជាចំណុចបញ្ជូន %(hub)s របស់ %(centre)s។")
COMPARE = Phrase(
    "The organisation's words: %(words)s. Compare them with those on paper; if they differ, stop and telephone.",
    "ពាក្យរបស់អង្គការ៖ %(words)s។ សូមប្រៀបធៀបជាមួយក្រដាស។ បើខុសគ្នា សូមឈប់ ហើយទូរស័ព្ទ។",
)
NEXT = Phrase(
    "Start it: sync-server run. Without internet it serves its offices once it has spoken with the centre one time.",
    "ចាប់ផ្តើម៖ sync-server run។ ដោយគ្មានអ៊ីនធឺណិត វាបម្រើការិយាល័យរបស់វា បន្ទាប់ពីបានទាក់ទងមជ្ឈមណ្ឌលកណ្តាលម្តង។",
)
SPOKEN = Phrase(
    "Spoke with the centre: %(states)s records came, %(waits)s changes still wait here.",
    "បានទាក់ទងមជ្ឈមណ្ឌលកណ្តាល៖ មានកំណត់ត្រា %(states)s មកដល់ ការកែប្រែ %(waits)s នៅរង់ចាំនៅទីនេះ។",
)
