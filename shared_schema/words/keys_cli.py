"""What `sync-server keys reseal` prints and refuses, in both languages."""

from shared_schema.errors import ErrorWords, Sentences
from shared_schema.words.cli import Phrase

ASKED = Phrase("%(count)s cases and offices get new keys.", "ករណី និងការិយាល័យ %(count)s នឹងទទួលសោថ្មី។")
RESEALED = Phrase(
    "%(rows)s sealed values are under new keys now; %(left)s cases still wait, the running server goes on with them.",
    "តម្លៃបិទត្រា %(rows)s ស្ថិតក្រោមសោថ្មីហើយ។ ករណី %(left)s នៅរង់ចាំ ម៉ាស៊ីនមេដែលកំពុងដំណើរការនឹងបន្ត។",
)
FORMER = Phrase(
    "Former keys are kept for 35 days, for backups from before; then they are destroyed.",
    "សោចាស់ត្រូវបានរក្សាទុក 35 ថ្ងៃ សម្រាប់ច្បាប់ចម្លងពីមុន បន្ទាប់មកត្រូវបានបំផ្លាញ។",
)
WAITING = Phrase(
    "%(waiting)s cases wait for their new keys; %(former)s former keys are kept for backups.",
    "ករណី %(waiting)s រង់ចាំសោថ្មី។ សោចាស់ %(former)s ត្រូវបានរក្សាទុកសម្រាប់ច្បាប់ចម្លង។",
)

ERRORS = (
    ErrorWords(
        "keys.number_unknown",
        Sentences(
            "No case or inquiry has the number %(number)s.",
            "Nothing was changed.",
            "Look at the number on the case and type it again.",
        ),
        Sentences(
            "គ្មានករណី ឬការស្វែងរកណាមានលេខ %(number)s ទេ។",
            "គ្មានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "សូមមើលលេខលើករណី ហើយវាយម្តងទៀត។",
        ),
    ),
)
