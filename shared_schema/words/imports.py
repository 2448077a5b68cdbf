"""Words of import and export: errors of the whole file, and what is said about one cell or row."""

from shared_schema.errors import ErrorWords, Sentences
from shared_schema.words.cli import Phrase

_UNCHANGED_EN, _UNCHANGED_KM = "Nothing was changed.", "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"


def _entry(code: str, en: str, km: str, *, next_en: str, next_km: str, exit_code: int = 1) -> ErrorWords:
    return ErrorWords(
        code, Sentences(en, _UNCHANGED_EN, next_en), Sentences(km, _UNCHANGED_KM, next_km), exit_code=exit_code
    )


ERRORS = (
    _entry(
        "import.format_unknown",
        "The end of the file's name says neither CSV, XLSX nor JSON lines.",
        "ចុងឈ្មោះឯកសារមិនមែនជា CSV, XLSX ឬ JSON lines ទេ។",
        next_en="Name the file .csv, .xlsx or .jsonl after what it is.",
        next_km="សូមដាក់ឈ្មោះឯកសារ .csv, .xlsx ឬ .jsonl តាមអ្វីដែលវាជា។",
        exit_code=2,
    ),
    _entry(
        "import.not_allowed",
        "%(login)s may not take cases for this office.",
        "%(login)s មិនអាចយកករណីសម្រាប់ការិយាល័យនេះបានទេ។",
        next_en="A supervisor of the office or a coordinator who has it takes the import.",
        next_km="អ្នកគ្រប់គ្រងការិយាល័យ ឬអ្នកសម្របសម្រួលដែលមានការិយាល័យនេះ ធ្វើការនាំចូល។",
        exit_code=3,
    ),
    _entry(
        "import.names_unreadable",
        'The file of column names is not lines of the form "their header" = "our column".',
        'ឯកសារឈ្មោះជួរឈរមិនមែនជាបន្ទាត់ទម្រង់ "ក្បាលរបស់គេ" = "ជួរឈររបស់យើង" ទេ។',
        next_en='Write one such line for each column; "" leaves one out.',
        next_km='សូមសរសេរមួយបន្ទាត់សម្រាប់ជួរឈរនីមួយៗ។ "" គឺមិនយក។',
        exit_code=2,
    ),
    _entry(
        "import.unreadable",
        "The file could not be read at row %(row)s (%(reason)s).",
        "ឯកសារមិនអាចអានបាននៅជួរ %(row)s (%(reason)s)។",
        next_en="Correct the row, or save the file again as UTF-8 CSV, XLSX or JSON lines.",
        next_km="សូមកែជួរនោះ ឬរក្សាទុកឯកសារម្តងទៀតជា UTF-8 CSV, XLSX ឬ JSON lines។",
    ),
    _entry(
        "import.not_a_workbook",
        "The file is no workbook that can be read: damaged, locked with a passphrase, too large, or of another format.",
        "ឯកសារមិនមែនជាសៀវភៅកិច្ចការដែលអាចអានបានទេ៖ ខូច ចាក់សោដោយឃ្លាសម្ងាត់ ធំពេក ឬទម្រង់ផ្សេង។",
        next_en="Open it in the spreadsheet program and save it again as XLSX without a passphrase, or as UTF-8 CSV.",
        next_km="សូមបើកវាក្នុងកម្មវិធីតារាង រួចរក្សាទុកម្តងទៀតជា XLSX ដោយគ្មានឃ្លាសម្ងាត់ ឬជា UTF-8 CSV។",
    ),
    _entry(
        "import.empty",
        "The file holds no rows below its header.",
        "ឯកសារគ្មានជួរណាមួយនៅក្រោមក្បាលតារាងទេ។",
        next_en="Look whether it is the right file, and whether the names of the questions stand in its first row.",
        next_km="សូមពិនិត្យថាជាឯកសារត្រឹមត្រូវ ហើយឈ្មោះសំណួរស្ថិតនៅជួរទីមួយ។",
    ),
    _entry(
        "import.too_many_rows",
        "The file has more than %(limit)s rows.",
        "ឯកសារមានលើសពី %(limit)s ជួរ។",
        next_en="Take it in several files.",
        next_km="សូមបែងចែកជាឯកសារច្រើន។",
    ),
    _entry(
        "import.rows_with_problems",
        "%(count)s row(s) cannot be taken as they stand.",
        "មាន %(count)s ជួរមិនអាចយកបានដូចដែលវាមាន។",
        next_en="Correct the rows listed, or take the others with --skip-bad FILE.",
        next_km="សូមកែជួរដែលបានរាយ ឬយកជួរផ្សេងដោយ --skip-bad FILE។",
    ),
    _entry(
        "import.not_as_shown",
        "Records changed here, or the file did, since the dry run of this token.",
        "កំណត់ត្រានៅទីនេះ ឬឯកសារ បានផ្លាស់ប្តូរតាំងពីការសាកល្បងនៃលេខសម្គាល់នេះ។",
        next_en="Look at the rows again with --dry-run and pass the new token.",
        next_km="សូមមើលជួរម្តងទៀតដោយ --dry-run រួចប្រើលេខសម្គាល់ថ្មី។",
    ),
    _entry(
        "import.base_unreadable",
        "The base of a row is not one that an export wrote.",
        "មូលដ្ឋាននៃជួរមួយមិនមែនជាអ្វីដែលការនាំចេញបានសរសេរទេ។",
        next_en="Copy the base column from the export as it stands.",
        next_km="សូមចម្លងជួរឈរ base ពីការនាំចេញដូចដែលវាមាន។",
    ),
    _entry(
        "export.reason_needed",
        "An export with names needs a reason.",
        "ការនាំចេញជាមួយឈ្មោះត្រូវការមូលហេតុ។",
        next_en="Add --reason and say what it is for, without a name.",
        next_km="សូមបន្ថែម --reason ហើយសរសេរថាសម្រាប់អ្វី ដោយគ្មានឈ្មោះ។",
        exit_code=2,
    ),
    _entry(
        "export.names_not_allowed",
        "Only a social worker may export her own caseload with names from a laptop.",
        "មានតែបុគ្គលិកសង្គមទេដែលអាចនាំចេញករណីរបស់ខ្លួនជាមួយឈ្មោះពីកុំព្យូទ័រ។",
        next_en="Export without names, or ask a coordinator at the centre.",
        next_km="សូមនាំចេញដោយគ្មានឈ្មោះ ឬសួរអ្នកសម្របសម្រួលនៅមជ្ឈមណ្ឌលកណ្តាល។",
        exit_code=3,
    ),
    _entry(
        "export.not_recorded",
        "The export could not be recorded in %(count)s case(s), so nothing was written.",
        "មិនអាចកត់ត្រាការនាំចេញក្នុង %(count)s ករណីបានទេ ដូច្នេះគ្មានអ្វីត្រូវបានសរសេរឡើយ។",
        next_en="Run field-client check, then try again.",
        next_km="សូមដំណើរការ field-client check រួចព្យាយាមម្តងទៀត។",
    ),
    _entry(
        "export.recipient_unreadable",
        "The recipient is not an age key.",
        "អ្នកទទួលមិនមែនជាកូនសោ age ទេ។",
        next_en="Pass the recipient's public key, which begins with age1.",
        next_km="សូមប្រើកូនសោសាធារណៈរបស់អ្នកទទួល ដែលចាប់ផ្តើមដោយ age1។",
        exit_code=2,
    ),
)

# What is said about one cell or row: {code: words}. Codes of the declaration (types.py) stand here too.
ROW_PROBLEMS = {
    "external_twice": Phrase(
        "Its external numbers stand on two records here; give the id of the right one.",
        "លេខយោងក្រៅរបស់វាមាននៅលើកំណត់ត្រាពីរនៅទីនេះ។ សូមដាក់លេខសម្គាល់នៃកំណត់ត្រាត្រឹមត្រូវ។",
    ),
    "formula": Phrase("holds a formula; write the value itself", "មានរូបមន្ត។ សូមសរសេរតម្លៃផ្ទាល់"),
    "unknown_kind": Phrase("names no kind of record", "មិនមែនជាប្រភេទកំណត់ត្រាទេ"),
    "unknown_column": Phrase("is no question of this kind of record", "មិនមែនជាសំណួរនៃប្រភេទកំណត់ត្រានេះទេ"),
    "no_header": Phrase(
        "has no name in the header, or the row has more cells than the header: a comma in a text needs quotes",
        "គ្មានឈ្មោះក្នុងជួរក្បាល ឬជួរនេះមានក្រឡាច្រើនជាងជួរក្បាល៖ សញ្ញាក្បៀសក្នុងអត្ថបទត្រូវដាក់ក្នុងសញ្ញាសម្រង់",
    ),
    "column_twice": Phrase(
        "two columns answer this question: leave one of them out",
        "ជួរឈរពីរឆ្លើយសំណួរនេះ៖ សូមដកមួយចេញ",
    ),
    "emptied": Phrase(
        "is empty here and was filled in the export: write (clear) to take the answer away, or what stood there",
        "នៅទីនេះទទេ តែក្នុងការនាំចេញមានចម្លើយ៖ សូមសរសេរ (clear) ដើម្បីដកចម្លើយចេញ ឬសរសេរអ្វីដែលមាននៅទីនោះ",
    ),
    "unknown_record": Phrase(
        "is no record on this laptop; leave it empty, or write $1, for a new one",
        "មិនមានកំណត់ត្រានេះក្នុងកុំព្យូទ័រនេះទេ។ ទុកទទេ ឬសរសេរ $1 សម្រាប់កំណត់ត្រាថ្មី",
    ),
    "unknown_reference": Phrase("names no record here and no row of this file", "មិនមានកំណត់ត្រា ឬជួរនេះទេ"),
    "kind_differs": Phrase("the record is of another kind", "កំណត់ត្រានេះជាប្រភេទផ្សេង"),
    "twice": Phrase("the same record stands in an earlier row", "កំណត់ត្រាដដែលមាននៅជួរមុន"),
    "home_needed": Phrase(
        "needs the case it belongs to: its id, its number, or the $1 of another row",
        "ត្រូវការករណីដែលវាស្ថិតនៅ៖ លេខសម្គាល់ លេខករណី ឬ $1 នៃជួរផ្សេង",
    ),
    "home_changed": Phrase("a record cannot be moved to another case", "កំណត់ត្រាមិនអាចផ្លាស់ទៅករណីផ្សេងបានទេ"),
    "base_needed": Phrase(
        "is a change of what is here: keep the base column of the export, or pass the token of a dry run with --plan",
        "ជាការកែអ្វីដែលមាននៅទីនេះ៖ សូមរក្សាជួរឈរ base ឬប្រើលេខសម្គាល់នៃការសាកល្បងដោយ --plan",
    ),
    "not_shown": Phrase(
        "was not in the export, and holds an answer here: leave the column out, or use a dry run and --plan without base",
        "មិនមានក្នុងការនាំចេញ ហើយមានចម្លើយនៅទីនេះ៖ សូមដកជួរឈរនេះចេញ ឬប្រើការសាកល្បង និង --plan ដោយគ្មាន base",
    ),
    "base_unreadable": Phrase("is not a base that an export wrote", "មិនមែនជា base ដែលការនាំចេញបានសរសេរទេ"),
    "reason_needed": Phrase("needs a reason in the reason column", "ត្រូវការមូលហេតុក្នុងជួរឈរ reason"),
    "row_depends": Phrase("depends on a row that has a problem", "អាស្រ័យលើជួរដែលមានបញ្ហា"),
    "required": Phrase("is needed", "ចាំបាច់ត្រូវមាន"),
    "not_text": Phrase("is not a text", "មិនមែនជាអត្ថបទ"),
    "too_long": Phrase("is too long", "វែងពេក"),
    "control_characters": Phrase("holds characters that cannot be kept", "មានតួអក្សរដែលមិនអាចរក្សាទុកបាន"),
    "unknown_code": Phrase("is none of the choices", "មិនមែនជាជម្រើសណាមួយ"),
    "not_a_list": Phrase("is not a list (a; b)", "មិនមែនជាបញ្ជី (a; b)"),
    "not_sorted": Phrase("is not a sorted list without repeats", "មិនមែនជាបញ្ជីតម្រៀបដោយមិនជាន់គ្នា"),
    "not_a_date": Phrase("is not a date as 2026-11-21", "មិនមែនជាថ្ងៃខែឆ្នាំដូច 2026-11-21"),
    "not_a_number": Phrase("is not a whole number", "មិនមែនជាចំនួនគត់"),
    "out_of_range": Phrase("is outside the bounds", "ហួសដែនកំណត់"),
    "not_yes_or_no": Phrase("is neither yes nor no", "មិនមែនបាទ/ចាស ឬទេ"),
    "not_an_id": Phrase("is not an id", "មិនមែនជាលេខសម្គាល់"),
    "not_dots": Phrase("is not a list of entries", "មិនមែនជាបញ្ជីកំណត់ត្រា"),
    "not_a_place": Phrase("is not a place by the codes of the gazetteer", "មិនមែនជាទីកន្លែងតាមលេខកូដភូមិសាស្ត្រ"),
    "place_in_words": Phrase(
        "is a place: give it in columns of its parts, such as current_place.province (a code) and current_place.detail",
        "ជាទីកន្លែង៖ សូមដាក់ក្នុងជួរឈរតាមផ្នែក ដូចជា current_place.province (លេខកូដ) និង current_place.detail",
    ),
    "not_a_phone": Phrase("is not a telephone number", "មិនមែនជាលេខទូរស័ព្ទ"),
    "not_a_file": Phrase("is not a file as an export writes it", "មិនមែនជាឯកសារដូចការនាំចេញសរសេរ"),
    "not_json": Phrase("cannot be read", "មិនអាចអានបាន"),
    "not_an_object": Phrase("cannot be read", "មិនអាចអានបាន"),
    "too_large": Phrase("is too large", "ធំពេក"),
    "non_answer_not_offered": Phrase("that answer is not offered here", "ចម្លើយនោះមិនមាននៅទីនេះទេ"),
}

NEW = Phrase("new", "ថ្មី")
CHANGE = Phrase("change", "កែប្រែ")
UNTOUCHED = Phrase("nothing to change", "គ្មានអ្វីត្រូវកែ")
ROW = Phrase("row %(row)s%(sheet)s: %(kind)s, %(what)s", "ជួរ %(row)s%(sheet)s៖ %(kind)s, %(what)s")
BAD_ROW = Phrase("row %(row)s%(sheet)s, %(column)s: %(text)s", "ជួរ %(row)s%(sheet)s, %(column)s៖ %(text)s")
RULE = Phrase("%(code)s: %(text)s", "%(code)s៖ %(text)s")
STALE = Phrase("changed here too: two versions will stand", "បានកែនៅទីនេះដែរ៖ នឹងមានពីរបែប")
LOWERS = Phrase("a safety answer goes down", "ចម្លើយសុវត្ថិភាពត្រូវបានបន្ថយ")
NONE_SHOWN = Phrase("(none)", "(គ្មាន)")
AN_ANSWER = Phrase("(an answer)", "(ចម្លើយ)")
SUMMARY = Phrase(
    "%(rows)s rows: %(new)s new, %(changed)s changed, %(same)s with nothing to change, %(bad)s with problems.",
    "%(rows)s ជួរ៖ ថ្មី %(new)s, កែប្រែ %(changed)s, គ្មានអ្វីត្រូវកែ %(same)s, មានបញ្ហា %(bad)s។",
)
TOKEN = Phrase(
    "Nothing was taken. To take exactly this: --plan %(token)s", "មិនទាន់បានយកអ្វីទេ។ ដើម្បីយកដូចនេះ៖ --plan %(token)s"
)
NOTHING = Phrase("There is nothing to take.", "គ្មានអ្វីត្រូវយកទេ។")
TAKEN = Phrase(
    "Taken: %(new)s new, %(changed)s changed records. They go with the next sending.",
    "បានយក៖ កំណត់ត្រាថ្មី %(new)s, កែប្រែ %(changed)s។ វានឹងទៅជាមួយការផ្ញើលើកក្រោយ។",
)
TAKEN_EARLIER = Phrase(
    "%(n)s rows had been taken from this file before; they were not taken twice.",
    "%(n)s ជួរបានយកពីឯកសារនេះរួចហើយ។ វាមិនត្រូវបានយកពីរដងទេ។",
)
SKIPPED = Phrase(
    "%(count)s rows with problems were written to %(file)s.", "ជួរមានបញ្ហា %(count)s ត្រូវបានសរសេរទៅ %(file)s។"
)
EXPORTED = Phrase("%(count)s records were written to %(file)s.", "កំណត់ត្រា %(count)s ត្រូវបានសរសេរទៅ %(file)s។")
EXPORT_PLACE = Phrase(
    "Move the file to where it is needed and delete it afterwards; a downloads folder is not a safe place.",
    "សូមផ្លាស់ឯកសារទៅកន្លែងដែលត្រូវការ ហើយលុបវាចោលក្រោយមក។ ថតទាញយកមិនមែនជាកន្លែងមានសុវត្ថិភាពទេ។",
)
EXPORT_PASSPHRASE = Phrase("Passphrase for the exported file", "ឃ្លាសម្ងាត់សម្រាប់ឯកសារនាំចេញ")
