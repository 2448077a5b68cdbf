"""Words of the field client's command line: errors of its own, and the sentences it prints, in both languages."""

from dataclasses import dataclass

from shared_schema.errors import ErrorWords, Sentences

_UNCHANGED_EN, _UNCHANGED_KM = "Nothing was changed.", "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence in both languages; both hold the same `%(name)s` placeholders."""

    en: str
    km: str

    def say(self, language: str, **facts: object) -> str:
        """The sentence in `en` or `km` with the facts filled in."""
        return (self.km if language == "km" else self.en) % facts

    def filled(self, **facts: object) -> "Phrase":
        """The same sentence in both languages with the facts filled in, to be asked by a prompt."""
        return Phrase(self.en % facts, self.km % facts)


PROBLEM = Phrase("Problem: %(text)s", "បញ្ហា៖ %(text)s")
SAFE = Phrase("What is safe: %(text)s", "អ្វីដែលមានសុវត្ថិភាព៖ %(text)s")
NEXT = Phrase("Next: %(text)s", "បន្ទាប់៖ %(text)s")

PASSPHRASE = Phrase("Passphrase", "ឃ្លាសម្ងាត់")
NEW_PASSPHRASE = Phrase(
    "New passphrase (Enter alone takes the six words offered)",
    "ឃ្លាសម្ងាត់ថ្មី (ចុច Enter ដើម្បីយកពាក្យប្រាំមួយដែលបានផ្តល់)",
)
AGAIN = Phrase("The same again", "ម្តងទៀត")
NOT_THE_SAME = Phrase("The two are not the same.", "ទាំងពីរមិនដូចគ្នាទេ។")
OFFERED = Phrase("Six words offered: %(words)s", "ពាក្យប្រាំមួយដែលបានផ្តល់៖ %(words)s")
RECOVERY_CODE = Phrase("Recovery code", "លេខកូដសង្គ្រោះ")
RECOVERY_SHEET = Phrase(
    "Recovery code, shown once. Write it down and keep it in the office safe, away from the laptop:",
    "លេខកូដសង្គ្រោះ បង្ហាញតែម្តង។ សូមសរសេរទុក ហើយរក្សាទុកក្នុងទូដែកការិយាល័យ ឱ្យឆ្ងាយពីកុំព្យូទ័រ៖",
)
ENROLLED = Phrase(
    "This laptop is now %(code)s. Its store is encrypted.",
    "កុំព្យូទ័រនេះឥឡូវគឺ %(code)s។ ឃ្លាំងរបស់វាបានអ៊ិនគ្រីប។",
)
FIRST_SYNC_LATER = Phrase(
    "The first caseload has not arrived yet; run field-client sync.",
    "ករណីដំបូងមិនទាន់មកដល់ទេ។ សូមដំណើរការ field-client sync។",
)
SENDING = Phrase("Sending", "កំពុងផ្ញើ")
RECEIVING = Phrase("Receiving", "កំពុងទទួល")
READING = Phrase("Reading", "កំពុងអាន")
SAVING = Phrase("Saving", "កំពុងរក្សាទុក")
PROGRESS = Phrase("%(step)s %(done)s of %(total)s", "%(step)s %(done)s ក្នុងចំណោម %(total)s")
RECEIVED = Phrase("Received by %(centre)s: %(what)s.", "%(centre)s បានទទួល៖ %(what)s។")
RECEIVED_BY_OFFICE = Phrase(
    "Received by the office, which hands it on to %(centre)s: %(what)s.",
    "ការិយាល័យបានទទួល ហើយនឹងបញ្ជូនបន្តទៅ%(centre)s៖ %(what)s។",
)
ARRIVED = Phrase("New or changed here: %(what)s.", "ថ្មី ឬកែប្រែនៅទីនេះ៖ %(what)s។")
WAITING = Phrase("Waiting here: %(what)s.", "កំពុងរង់ចាំនៅទីនេះ៖ %(what)s។")
NOTHING = Phrase("nothing", "គ្មាន")
SET_ASIDE = Phrase("%(n)s items were set aside. Please look at them.", "មាន %(n)s ចំណុចត្រូវបានទុកដោយឡែក។ សូមពិនិត្យមើល។")
TWO_VERSIONS = Phrase("%(n)s answers have two versions.", "ចម្លើយ %(n)s មានពីរបែប។")
LEFT = Phrase("%(n)s records left this laptop.", "កំណត់ត្រា %(n)s បានចាកចេញពីកុំព្យូទ័រនេះ។")
LAST_CONTACT = Phrase("Last contact: %(when)s", "ទាក់ទងចុងក្រោយ៖ %(when)s")
OPEN_THIS_FILE = Phrase(
    "Open this file in a browser within a minute: %(file)s", "សូមបើកឯកសារនេះក្នុងកម្មវិធីរុករកក្នុងរយៈពេលមួយនាទី៖ %(file)s"
)
NEVER = Phrase("never", "មិនទាន់មាន")
ALL_RECEIVED = Phrase("Everything has been received by %(centre)s.", "%(centre)s បានទទួលទាំងអស់ហើយ។")
OLDER_STORE = Phrase(
    "This store was copied or brought back; a new series of numbers was begun, and nothing was lost.",
    "ឃ្លាំងនេះត្រូវបានចម្លង ឬស្តារមកវិញ។ ស៊េរីលេខថ្មីបានចាប់ផ្តើម ហើយគ្មានអ្វីបាត់បង់ឡើយ។",
)
LEASE_LEFT = Phrase("Contact with a server is due within %(n)s days.", "ត្រូវទាក់ទងម៉ាស៊ីនមេក្នុងរយៈពេល %(n)s ថ្ងៃ។")
LEASE_ENDING = Phrase(
    "This laptop will stop opening its cases in %(n)s days unless it reaches the office.",
    "កុំព្យូទ័រនេះនឹងឈប់បើកករណីក្នុងរយៈពេល %(n)s ថ្ងៃ លុះត្រាតែបានទាក់ទងការិយាល័យ។",
)
DISK_FREE = Phrase("Free on the disk: %(size)s", "ទំហំទំនេរលើថាស៖ %(size)s")
BACKUP_MADE = Phrase("An encrypted copy was made and opened again: %(file)s", "ច្បាប់ចម្លងបានធ្វើ និងបានបើកពិនិត្យ៖ %(file)s")
BACKUP_GOOD = Phrase("%(file)s opens: %(rows)s rows, log up to %(n)s.", "%(file)s បើកបាន៖ %(rows)s ជួរ កំណត់ហេតុដល់ %(n)s។")
RESTORED = Phrase(
    "The copy was brought back. This laptop now writes as %(code)s. Send and receive to get what is newer.",
    "ច្បាប់ចម្លងត្រូវបានស្តារ។ កុំព្យូទ័រនេះឥឡូវសរសេរជា %(code)s។ សូមផ្ញើ និងទទួល ដើម្បីយកអ្វីដែលថ្មីជាង។",
)
REBUILT = Phrase(
    "Made again: %(shown)s records, %(mended)s of them changed; %(wanted)s will come again from the server.",
    "បានធ្វើឡើងវិញ៖ កំណត់ត្រា %(shown)s ក្នុងនោះ %(mended)s បានផ្លាស់ប្តូរ។ %(wanted)s នឹងមកពីម៉ាស៊ីនមេម្តងទៀត។",
)
ALL_FITS = Phrase("Everything fits: %(n)s entries in the log.", "ទាំងអស់ត្រឹមត្រូវ៖ កំណត់ហេតុមាន %(n)s ធាតុ។")
CLOCK_WRONG = Phrase(
    "The clock of this laptop seems wrong. Correct it so that visit dates are right.",
    "នាឡិកាកុំព្យូទ័រនេះហាក់ដូចជាខុស។ សូមកែ ដើម្បីឱ្យថ្ងៃចុះជួបត្រឹមត្រូវ។",
)
LEASE_ENDED = Phrase(
    "This laptop has not reached the office for too many days. Your cases are here, encrypted. Call your supervisor: she reads"
    " out a code of 28 characters.",
    "កុំព្យូទ័រនេះមិនបានទាក់ទងការិយាល័យច្រើនថ្ងៃពេកហើយ។ ករណីរបស់លោកអ្នកនៅទីនេះ ដោយអ៊ិនគ្រីប។ សូមទូរស័ព្ទទៅអ្នកគ្រប់គ្រង៖ នាងអានលេខកូដ 28 តួ។",
)
LEASE_CODE = Phrase("Lease code that the office reads out", "លេខកូដដែលការិយាល័យអាន")
CUSTODIAN_MADE = Phrase(
    "Key %(kid)s: %(file)s stays on the stick, %(public)s goes to who signs the list.",
    "កូនសោ %(kid)s៖ %(file)s នៅលើឧបករណ៍ផ្ទុក %(public)s ទៅអ្នកចុះហត្ថលេខាលើបញ្ជី។",
)
ANSWERS_ARE_THERE = Phrase(
    "Carry %(file)s to two custodians. Press Enter when both answers are in the folder",
    "សូមយក %(file)s ទៅអ្នកថែរក្សាពីរនាក់។ ចុច Enter ពេលចម្លើយទាំងពីរនៅក្នុងថត",
)
SPOKEN = Phrase("Compare by telephone before you go on: %(text)s", "សូមផ្ទៀងផ្ទាត់តាមទូរស័ព្ទមុននឹងបន្ត៖ %(text)s")
DONE = Phrase("Done.", "រួចរាល់។")
TAKE_ROWS = Phrase("Take these rows?", "យកជួរទាំងនេះឬទេ?")

ERRORS = (
    ErrorWords(
        "cli.no_terminal",
        Sentences(
            "A secret is needed and there is no terminal to ask on.",
            _UNCHANGED_EN,
            "Run the command on a terminal, or hand the passphrase in with --passphrase-fd N.",
        ),
        Sentences(
            "ត្រូវការសម្ងាត់ ប៉ុន្តែគ្មានស្ថានីយសម្រាប់សួរទេ។",
            _UNCHANGED_KM,
            "សូមដំណើរការលើស្ថានីយ ឬបញ្ចូលឃ្លាសម្ងាត់ដោយ --passphrase-fd N។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "cli.config_unreadable",
        Sentences("The configuration file could not be read.", _UNCHANGED_EN, "Correct the file named with --config."),
        Sentences("ឯកសារកំណត់រចនាសម្ព័ន្ធមិនអាចអានបានទេ។", _UNCHANGED_KM, "សូមកែឯកសារដែលបានដាក់ឈ្មោះដោយ --config។"),
        exit_code=2,
    ),
    ErrorWords(
        "cli.file_not_found",
        Sentences("There is no file %(file)s.", _UNCHANGED_EN, "Check the name of the file and try again."),
        Sentences("គ្មានឯកសារ %(file)s ទេ។", _UNCHANGED_KM, "សូមពិនិត្យឈ្មោះឯកសារ រួចព្យាយាមម្តងទៀត។"),
        exit_code=1,
    ),
    ErrorWords(
        "cli.file_exists",
        Sentences("There is already a file %(file)s.", _UNCHANGED_EN, "Choose another name; nothing is written over."),
        Sentences("មានឯកសារ %(file)s រួចហើយ។", _UNCHANGED_KM, "សូមជ្រើសឈ្មោះផ្សេង។ គ្មានអ្វីត្រូវបានសរសេរពីលើទេ។"),
        exit_code=1,
    ),
    ErrorWords(
        "cli.integrity",
        Sentences(
            "The check found %(count)s thing(s) that do not fit.",
            "Nothing was thrown away.",
            "Run field-client check --rebuild, then field-client sync; if it goes on, tell the office.",
        ),
        Sentences(
            "ការពិនិត្យបានរកឃើញ %(count)s ចំណុចមិនត្រូវគ្នា។",
            "គ្មានអ្វីត្រូវបានបោះចោលទេ។",
            "សូមដំណើរការ field-client check --rebuild រួច field-client sync។ បើនៅតែដដែល សូមប្រាប់ការិយាល័យ។",
        ),
        exit_code=7,
    ),
    ErrorWords(
        "store.rebuilt",
        Sentences(
            "Some rows of the store did not fit their sums and were made again from the log and from received states.",
            "What you saved is in the log and was not touched.",
            "Run field-client sync; what was damaged beyond that comes again from the server.",
        ),
        Sentences(
            "ជួរខ្លះនៃឃ្លាំងមិនត្រូវនឹងផលបូករបស់វា ហើយត្រូវបានធ្វើឡើងវិញពីកំណត់ហេតុ និងអ្វីដែលបានទទួល។",
            "អ្វីដែលលោកអ្នកបានរក្សាទុកមាននៅក្នុងកំណត់ហេតុ ហើយមិនប៉ះពាល់ទេ។",
            "សូមដំណើរការ field-client sync។ អ្វីដែលខូចលើសពីនេះនឹងមកពីម៉ាស៊ីនមេម្តងទៀត។",
        ),
        exit_code=7,
    ),
    ErrorWords(
        "backup.not_made",
        Sentences(
            "Today's encrypted copy could not be made.",
            "The store itself is not touched.",
            "Free some space on the disk, then run field-client backup make.",
        ),
        Sentences(
            "មិនអាចធ្វើច្បាប់ចម្លងដែលបានអ៊ិនគ្រីបសម្រាប់ថ្ងៃនេះបានទេ។",
            "ឃ្លាំងទិន្នន័យមិនប៉ះពាល់ទេ។",
            "សូមបង្កើនទំហំទំនេរលើថាស រួចដំណើរការ field-client backup make។",
        ),
        exit_code=8,
    ),
    ErrorWords(
        "cli.unexpected",
        Sentences(
            "The program had a problem that it does not know (%(kind)s).",
            "What was saved is still there, encrypted.",
            "Tell your office; details without any case data are in %(log)s.",
        ),
        Sentences(
            "កម្មវិធីមានបញ្ហាដែលវាមិនស្គាល់ (%(kind)s)។",
            "អ្វីដែលបានរក្សាទុកនៅតែមាន និងបានអ៊ិនគ្រីប។",
            "សូមប្រាប់ការិយាល័យ។ ព័ត៌មានលម្អិតដោយគ្មានទិន្នន័យករណីមាននៅក្នុង %(log)s។",
        ),
        exit_code=70,
    ),
)
