"""What `sync-server` prints, in both languages."""

from shared_schema.words.cli import Phrase

PASSWORD = Phrase("Password", "ឃ្លាសម្ងាត់")
INITIALISED = Phrase(
    "The central server was made. Its id is %(server)s.", "ម៉ាស៊ីនមេកណ្តាលត្រូវបានបង្កើត។ លេខសម្គាល់គឺ %(server)s។"
)
ROOT_OFFLINE = Phrase(
    "Now move the root key %(file)s to two sticks, lock them away, and delete it here.",
    "ឥឡូវសូមផ្លាស់សោដើម %(file)s ទៅឧបករណ៍ USB ពីរ ចាក់សោរក្សាទុក ហើយលុបវានៅទីនេះ។",
)
KEYS_APART = Phrase(
    "Back up the key files %(files)s apart from the database; without them nothing opens.",
    "សូមចម្លងឯកសារសោ %(files)s ដាច់ដោយឡែកពីឃ្លាំងទិន្នន័យ។ បើគ្មានវា គ្មានអ្វីអាចបើកបានទេ។",
)
NO_CUSTODIANS = Phrase(
    "No custodians are named yet: laptops get no escrow until sync-server keys custodians was run.",
    "មិនទាន់មានអ្នករក្សាសោទេ៖ កុំព្យូទ័រនឹងគ្មានសោបម្រុងទេ រហូតដល់ដំណើរការ sync-server keys custodians។",
)
SHOWN_ONCE = Phrase("Shown once, to be handed to %(login)s:", "បង្ហាញតែម្តង សម្រាប់ប្រគល់ឱ្យ %(login)s៖")
RECOVERY_CODES = Phrase("Recovery codes, each for one use:", "លេខកូដសង្គ្រោះ មួយប្រើបានម្តង៖")
OFFICE_ADDED = Phrase("Office %(office)s was added.", "បានបន្ថែមការិយាល័យ %(office)s។")
OFFICE_CHANGED = Phrase("Office %(office)s was changed.", "បានកែប្រែការិយាល័យ %(office)s។")
PERSON_ADDED = Phrase("Account %(login)s was added.", "បានបន្ថែមគណនី %(login)s។")
PERSON_CHANGED = Phrase("Account %(login)s was changed.", "បានកែប្រែគណនី %(login)s។")
CREDENTIALS_RESET = Phrase(
    "Password and second factor of %(login)s were replaced.", "ឃ្លាសម្ងាត់ និងកត្តាទីពីររបស់ %(login)s ត្រូវបានប្តូរ។"
)
OFFICE_WORDS = Phrase(
    "The laptop will show the words of this office. Read them to the worker yourself: %(words)s",
    "កុំព្យូទ័រនឹងបង្ហាញពាក្យរបស់ការិយាល័យនេះ។ សូមអានវាជូនបុគ្គលិកដោយផ្ទាល់៖ %(words)s",
)
SLIP_MADE = Phrase(
    "Slip for %(login)s, good until %(until)s. Give it by hand; the code cannot be shown again.",
    "ក្រដាសសម្រាប់ %(login)s ប្រើបានដល់ %(until)s។ សូមប្រគល់ដោយផ្ទាល់ លេខកូដមិនអាចបង្ហាញម្តងទៀតទេ។",
)
DEVICE_LOST = Phrase(
    "%(device)s is cut off. What it sends from now on waits for the office.",
    "%(device)s ត្រូវបានផ្តាច់។ អ្វីដែលវាផ្ញើចាប់ពីពេលនេះរង់ចាំការិយាល័យពិនិត្យ។",
)
DEVICE_LOST_LIMIT = Phrase(
    "This cannot reach a laptop that never connects; until then its passphrase protects it.",
    "វិធីនេះមិនអាចទៅដល់កុំព្យូទ័រដែលមិនដែលភ្ជាប់បណ្តាញទេ។ រហូតដល់ពេលនោះ ឃ្លាសម្ងាត់របស់វាការពារវា។",
)
DEVICE_FOUND = Phrase("%(device)s may send and receive again.", "%(device)s អាចផ្ញើ និងទទួលម្តងទៀត។")
LISTENING = Phrase("Listening on %(address)s.", "កំពុងស្តាប់នៅ %(address)s។")
CHUNKS_ELSEWHERE = Phrase(
    "None of the newest photos is in the folder %(folder)s. Every process of this server must have the same chunk_folder "
    "in its settings; if the folder was lost, restore it from the backup, or laptops send again what they have.",
    "គ្មានរូបថតថ្មីៗណាមួយនៅក្នុងថត %(folder)s ទេ។ ដំណើរការទាំងអស់នៃម៉ាស៊ីនមេនេះត្រូវមាន chunk_folder ដូចគ្នាក្នុងការកំណត់។ "
    "បើថតបាត់ សូមស្តារពីច្បាប់ចម្លងបម្រុង ឬកុំព្យូទ័រនឹងផ្ញើអ្វីដែលវាមានម្តងទៀត។",
)
STOPPED = Phrase("Stopped.", "បានឈប់។")
WORKING = Phrase("Background jobs are running.", "ការងារផ្ទៃខាងក្រោយកំពុងដំណើរការ។")
SCHEMA_NOW = Phrase(
    "%(line)s: at step %(current)s, %(pending)s to come.", "%(line)s៖ នៅជំហាន %(current)s នៅសល់ %(pending)s។"
)
SCHEMA_TRIED = Phrase(
    "%(pending)s steps were tried and undone; nothing was changed.",
    "បានសាក %(pending)s ជំហាន រួចត្រឡប់វិញ។ គ្មានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
)
SCHEMA_DONE = Phrase("%(pending)s steps were taken.", "បានអនុវត្ត %(pending)s ជំហាន។")
TLS_MADE = Phrase("Certificate for %(names)s written to %(folder)s.", "វិញ្ញាបនបត្រសម្រាប់ %(names)s បានសរសេរទៅ %(folder)s។")
TLS_AUTHORITY = Phrase(
    "The authority's private key is in %(file)s; keep a copy offline.",
    "សោឯកជនរបស់អាជ្ញាធរនៅក្នុង %(file)s។ សូមរក្សាច្បាប់ចម្លងក្រៅបណ្តាញ។",
)
TLS_IN_SETTINGS = Phrase(
    "The settings now name it; restart the server and make new slips.",
    "ការកំណត់ឥឡូវប្រើវា។ សូមចាប់ផ្តើមម៉ាស៊ីនមេឡើងវិញ ហើយបង្កើតក្រដាសថ្មី។",
)
KEYS_NOW = Phrase("%(count)s keys under ring key %(ring)s (%(state)s).", "សោ %(count)s ក្រោមសោ %(ring)s (%(state)s)។")
KEYS_ROTATED = Phrase(
    "%(count)s keys were wrapped anew. The former ring key stays in the file until the key backup has turned over.",
    "សោ %(count)s ត្រូវបានរុំឡើងវិញ។ សោចាស់នៅក្នុងឯកសាររហូតដល់ច្បាប់ចម្លងសោត្រូវបានប្តូរ។",
)
KEYS_DROPPED = Phrase("%(count)s retired ring keys were destroyed.", "សោចាស់ %(count)s ត្រូវបានបំផ្លាញ។")
CUSTODIANS_SIGNED = Phrase(
    "List %(number)s of custodians was signed; laptops take it at their next contact.",
    "បញ្ជីអ្នករក្សាសោលេខ %(number)s ត្រូវបានចុះហត្ថលេខា។ កុំព្យូទ័រនឹងទទួលវានៅពេលទាក់ទងលើកក្រោយ។",
)
JOB_DONE = Phrase("%(job)s was run.", "%(job)s ត្រូវបានដំណើរការ។")
NOTHING_HERE = Phrase("Nothing to show.", "គ្មានអ្វីបង្ហាញទេ។")
SLIP_TITLE = Phrase("Enrolment slip", "ក្រដាសចុះឈ្មោះកុំព្យូទ័រ")
SLIP_HELP = Phrase(
    "For one laptop of one person. Keep it with you; it opens nothing after it was used.",
    "សម្រាប់កុំព្យូទ័រមួយរបស់មនុស្សម្នាក់។ សូមរក្សាវាជាប់ខ្លួន។ ក្រោយពេលប្រើរួច វាមិនបើកអ្វីបានទៀតទេ។",
)
