"""Errors and sentences of the server's backups."""

from shared_schema.errors import ErrorWords, Sentences
from shared_schema.words.cli import Phrase

MADE = Phrase("Backup of the records: %(file)s", "ច្បាប់ចម្លងកំណត់ត្រា៖ %(file)s")
KEYS_KEPT = Phrase("Copy of the key set, to be kept elsewhere: %(file)s", "ច្បាប់ចម្លងសំណុំសោ សូមរក្សាទុកកន្លែងផ្សេង៖ %(file)s")
WHOLE = Phrase(
    "This backup is as it was made: epoch %(epoch)s, %(rows)s rows.",
    "ច្បាប់ចម្លងនេះដូចពេលបង្កើត៖ សម័យ %(epoch)s ជួរ %(rows)s។",
)
OFFLINE_KEY = Phrase("Offline key of the backup (AGE-SECRET-KEY-…)", "សោក្រៅបណ្តាញនៃច្បាប់ចម្លង (AGE-SECRET-KEY-…)")
KEYS_RESTORED = Phrase(
    "%(count)s keys are back. Now restore the records.", "សោ %(count)s បានត្រឡប់មកវិញ។ ឥឡូវសូមស្តារកំណត់ត្រា។"
)
RESTORED = Phrase(
    "Restored as the new epoch %(epoch)s; the server's own device is now S%(letter)s. "
    "Laptops compare at their next contact and give back what was lost.",
    "បានស្តារជាសម័យថ្មី %(epoch)s។ ឧបករណ៍របស់ម៉ាស៊ីនមេឥឡូវគឺ S%(letter)s។ កុំព្យូទ័រនឹងប្រៀបធៀបពេលភ្ជាប់លើកក្រោយ ហើយផ្តល់មកវិញនូវអ្វីដែលបាត់។",
)
CHUNKS_LACKING = Phrase(
    "%(count)s parts of photos are not in the backup's folder; laptops that have them are asked for them by themselves.",
    "ផ្នែកនៃរូបថត %(count)s មិនមាននៅក្នុងថតច្បាប់ចម្លងទេ។ កុំព្យូទ័រដែលមានវានឹងត្រូវបានសុំដោយស្វ័យប្រវត្តិ។",
)
FORGOTTEN = Phrase(
    "%(count)s records of erased cases were in this backup and were emptied again.",
    "កំណត់ត្រា %(count)s នៃករណីដែលបានលុប មាននៅក្នុងច្បាប់ចម្លងនេះ ហើយត្រូវបានលុបម្តងទៀត។",
)

_SAFE_EN = "The running store was not changed."
_SAFE_KM = "ឃ្លាំងទិន្នន័យដែលកំពុងដំណើរការមិនត្រូវបានផ្លាស់ប្តូរទេ។"


def _entry(code: str, en: str, en_next: str, km: str, km_next: str, exit_code: int = 1) -> ErrorWords:
    return ErrorWords(code, Sentences(en, _SAFE_EN, en_next), Sentences(km, _SAFE_KM, km_next), exit_code)


ERRORS = (
    _entry(
        "backup.recipients_missing",
        "A backup needs two different offline recipients.",
        "Give two age public keys with --recipient; either alone can open the backup.",
        "ច្បាប់ចម្លងបម្រុងត្រូវការអ្នកទទួលក្រៅបណ្តាញពីរផ្សេងគ្នា។",
        "សូមផ្តល់សោសាធារណៈ age ពីរដោយ --recipient។",
        2,
    ),
    _entry(
        "backup.recipient_unknown",
        "A recipient is not an age public key.",
        "Copy the key again; it begins with age1.",
        "អ្នកទទួលមួយមិនមែនជាសោសាធារណៈ age ទេ។",
        "សូមចម្លងសោម្តងទៀត វាចាប់ផ្តើមដោយ age1។",
        2,
    ),
    _entry(
        "backup.chunks_lacking",
        "%(count)s of %(of)s parts of photos are not in the folder `chunks` beside this backup, or are damaged there.",
        "Make a new backup today; keep the folder `chunks` together with the backups.",
        "ផ្នែកនៃរូបថត %(count)s ក្នុងចំណោម %(of)s មិនមាននៅក្នុងថត `chunks` ក្បែរច្បាប់ចម្លងនេះ ឬខូចនៅទីនោះ។",
        "សូមបង្កើតច្បាប់ចម្លងថ្មីថ្ងៃនេះ ហើយរក្សាទុកថត `chunks` ជាមួយច្បាប់ចម្លង។",
        7,
    ),
    _entry(
        "backup.not_found",
        "This backup or its manifest is not there.",
        "Look for both files: NAME.age and NAME.manifest.json.",
        "រកមិនឃើញច្បាប់ចម្លងបម្រុង ឬបញ្ជីរបស់វាទេ។",
        "សូមរកឯកសារទាំងពីរ៖ NAME.age និង NAME.manifest.json។",
    ),
    _entry(
        "backup.damaged",
        "This backup is not as it was made.",
        "Use another copy, and make a new backup today.",
        "ច្បាប់ចម្លងបម្រុងនេះមិនដូចពេលបង្កើតទេ។",
        "សូមប្រើច្បាប់ផ្សេង ហើយបង្កើតច្បាប់ថ្មីថ្ងៃនេះ។",
        7,
    ),
    _entry(
        "backup.does_not_open",
        "This key does not open the backup.",
        "Use the key of one of the two recipients.",
        "សោនេះមិនអាចបើកច្បាប់ចម្លងបម្រុងបានទេ។",
        "សូមប្រើសោរបស់អ្នកទទួលម្នាក់ក្នុងចំណោមពីរ។",
        3,
    ),
    _entry(
        "backup.target_not_empty",
        "The store to restore into already holds records.",
        "Name an empty database. Keep the old one: it may still give back request numbers.",
        "ឃ្លាំងទិន្នន័យគោលដៅមានកំណត់ត្រារួចហើយ។",
        "សូមប្រើឃ្លាំងទទេ ហើយរក្សាទុកឃ្លាំងចាស់។",
    ),
    _entry(
        "backup.other_database",
        "This backup was made from another kind of database (%(kind)s).",
        "Restore it into the same kind.",
        "ច្បាប់ចម្លងបម្រុងនេះបង្កើតពីប្រភេទឃ្លាំងទិន្នន័យផ្សេង (%(kind)s)។",
        "សូមដាក់វិញក្នុងប្រភេទដូចគ្នា។",
    ),
    _entry(
        "backup.tool_failed",
        "The program %(tool)s could not do its work.",
        "Install the PostgreSQL client tools of the server's version, and look at free disk space.",
        "កម្មវិធី %(tool)s មិនអាចធ្វើការងាររបស់វាបានទេ។",
        "សូមដំឡើងឧបករណ៍ PostgreSQL ឱ្យត្រូវជំនាន់ និងពិនិត្យទំហំថាស។",
    ),
    _entry(
        "backup.other_contents",
        "This file is a backup of something else (%(what)s).",
        "The records are in homeward-….age, the keys of homes in keys-….age.",
        "ឯកសារនេះជាច្បាប់ចម្លងបម្រុងនៃអ្វីផ្សេង (%(what)s)។",
        "កំណត់ត្រានៅក្នុង homeward-….age ហើយសោនៅក្នុង keys-….age។",
        2,
    ),
    _entry(
        "backup.key_set_missing",
        "The keys of homes are not there, so nothing of this backup could be read.",
        "Restore the newest keys-….age first, then the records.",
        "គ្មានសំណុំសោទេ ដូច្នេះមិនអាចអានអ្វីពីច្បាប់ចម្លងនេះបានឡើយ។",
        "សូមស្តារ keys-….age ថ្មីបំផុតជាមុន រួចស្តារកំណត់ត្រា។",
    ),
    _entry(
        "backup.key_set_older",
        "The keys of homes are older than this backup: %(count)s homes could not be read.",
        "Restore a newer keys-….age, or an older backup of the records.",
        "សំណុំសោចាស់ជាងច្បាប់ចម្លងនេះ៖ ទីតាំង %(count)s មិនអាចអានបាន។",
        "សូមស្តារ keys-….age ថ្មីជាង ឬច្បាប់ចម្លងកំណត់ត្រាចាស់ជាង។",
    ),
    _entry(
        "backup.keys_retired",
        "This backup is too old: %(count)s cases got new keys since, and their former keys are destroyed.",
        "Restore a backup of the last 35 days.",
        "ច្បាប់ចម្លងនេះចាស់ពេក៖ ករណី %(count)s បានទទួលសោថ្មីតាំងពីនោះ ហើយសោចាស់ត្រូវបានបំផ្លាញ។",
        "សូមស្តារច្បាប់ចម្លងក្នុងរយៈពេល 35 ថ្ងៃចុងក្រោយ។",
    ),
    _entry(
        "backup.disk_full",
        "The folder of the backup is full or may not be written.",
        "Make room there, or name another folder.",
        "ថតសម្រាប់ច្បាប់ចម្លងបម្រុងពេញ ឬមិនអាចសរសេរបាន។",
        "សូមបង្កើនទំហំទំនេរ ឬប្រើថតផ្សេង។",
        8,
    ),
    _entry(
        "backup.old_unreadable",
        "The old database cannot be read.",
        "Look at its address; where it is lost, restore without --old.",
        "មិនអាចអានឃ្លាំងទិន្នន័យចាស់បានទេ។",
        "សូមពិនិត្យអាសយដ្ឋានរបស់វា។ បើវាបាត់ហើយ សូមស្តារដោយគ្មាន --old។",
    ),
)
