"""Errors of the laptop's vault: passphrase, codes, key slots, lease, custodians, backups."""

from shared_schema.errors import ErrorWords, Sentences

_SAFE_EN = "Your cases are still there, encrypted."
_SAFE_KM = "ករណីរបស់លោកអ្នកនៅតែមាន និងបានអ៊ិនគ្រីប។"
_UNCHANGED_EN = "Nothing was changed."
_UNCHANGED_KM = "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"
_SECOND_COPY_EN = "Try the second copy of the key file (field-client check --second-copy); if that fails too, use the recovery code, two custodians, or a backup."
_SECOND_COPY_KM = "សូមសាកច្បាប់ចម្លងទីពីរនៃឯកសារសោ (field-client check --second-copy)។ បើមិនបានទៀត សូមប្រើលេខកូដសង្គ្រោះ អ្នករក្សាសោពីរនាក់ ឬច្បាប់ចម្លងបម្រុង។"
_ASK_CODE_EN = "Ask your supervisor by telephone for a lease code."
_ASK_CODE_KM = "សូមទូរស័ព្ទសួរអ្នកគ្រប់គ្រងរបស់លោកអ្នក ដើម្បីសុំលេខកូដបើក។"
_REFUSED, _DAMAGED = 3, 7

ERRORS = (
    ErrorWords(
        "passphrase.too_short",
        Sentences("The passphrase has fewer than %(least)s characters.", _UNCHANGED_EN, "Take a longer sentence, or the six words offered."),
        Sentences("ឃ្លាសម្ងាត់មានតិចជាង %(least)s តួអក្សរ។", _UNCHANGED_KM, "សូមប្រើប្រយោគវែងជាងនេះ ឬពាក្យប្រាំមួយដែលបានផ្តល់ជូន។"),
    ),
    ErrorWords(
        "passphrase.too_long",
        Sentences("The passphrase has more than %(most)s characters.", _UNCHANGED_EN, "Take a shorter sentence."),
        Sentences("ឃ្លាសម្ងាត់មានលើសពី %(most)s តួអក្សរ។", _UNCHANGED_KM, "សូមប្រើប្រយោគខ្លីជាងនេះ។"),
    ),
    ErrorWords(
        "passphrase.common",
        Sentences("Many people use this passphrase, so it would be tried first.", _UNCHANGED_EN, "Take another sentence, or the six words offered."),
        Sentences("មនុស្សជាច្រើនប្រើឃ្លាសម្ងាត់នេះ ដូច្នេះវានឹងត្រូវគេសាកមុនគេ។", _UNCHANGED_KM, "សូមប្រើប្រយោគផ្សេង ឬពាក្យប្រាំមួយដែលបានផ្តល់ជូន។"),
    ),
    ErrorWords(
        "vault.wrong_passphrase",
        Sentences("This passphrase does not open the laptop.", _SAFE_EN, "Type it again. After several tries there is a pause; nothing is ever wiped."),
        Sentences("ឃ្លាសម្ងាត់នេះមិនបើកកុំព្យូទ័រទេ។", _SAFE_KM, "សូមវាយម្តងទៀត។ ក្រោយសាកច្រើនដង នឹងមានការរង់ចាំ។ គ្មានអ្វីត្រូវបានលុបឡើយ។"),
        exit_code=_REFUSED,
    ),
    ErrorWords(
        "vault.wrong_code",
        Sentences("This recovery code is not the one of this laptop.", _SAFE_EN, "Check that the sheet belongs to this laptop and is the newest one."),
        Sentences("លេខកូដសង្គ្រោះនេះមិនមែនជារបស់កុំព្យូទ័រនេះទេ។", _SAFE_KM, "សូមពិនិត្យថាសន្លឹកនេះជារបស់កុំព្យូទ័រនេះ និងជាសន្លឹកថ្មីបំផុត។"),
        exit_code=_REFUSED,
    ),
    ErrorWords(
        "vault.code_mistyped",
        Sentences("A character of this code is wrong or missing.", _UNCHANGED_EN, "Compare it with the sheet, four characters at a time: 28 characters in seven groups."),
        Sentences("មានតួអក្សរមួយក្នុងលេខកូដនេះខុស ឬបាត់។", _UNCHANGED_KM, "សូមផ្ទៀងជាមួយសន្លឹក ម្តងបួនតួ៖ 28 តួអក្សរ ជាប្រាំពីរក្រុម។"),
        exit_code=_REFUSED,
    ),
    ErrorWords(
        "vault.exists",
        Sentences("There is already a vault in this folder.", _UNCHANGED_EN, "Open it, or choose another folder."),
        Sentences("មានឃ្លាំងសោរួចហើយក្នុងថតឯកសារនេះ។", _UNCHANGED_KM, "សូមបើកវា ឬជ្រើសរើសថតឯកសារផ្សេង។"),
    ),
    ErrorWords(
        "vault.no_memory",
        Sentences("This laptop has not enough free memory to check the passphrase (%(m_kib)s KiB).", _SAFE_EN, "Close other programs and try again."),
        Sentences("កុំព្យូទ័រនេះមិនមានអង្គចងចាំទំនេរគ្រប់គ្រាន់ដើម្បីពិនិត្យឃ្លាសម្ងាត់ទេ (%(m_kib)s KiB)។", _SAFE_KM, "សូមបិទកម្មវិធីផ្សេង រួចព្យាយាមម្តងទៀត។"),
    ),
    ErrorWords(
        "vault.slots_missing",
        Sentences("The key file of this laptop is missing.", _SAFE_EN, _SECOND_COPY_EN),
        Sentences("ឯកសារសោរបស់កុំព្យូទ័រនេះបាត់។", _SAFE_KM, _SECOND_COPY_KM),
        exit_code=_DAMAGED,
    ),
    ErrorWords(
        "vault.slots_damaged",
        Sentences("The key file of this laptop is damaged (%(part)s).", _SAFE_EN, _SECOND_COPY_EN),
        Sentences("ឯកសារសោរបស់កុំព្យូទ័រនេះខូច (%(part)s)។", _SAFE_KM, _SECOND_COPY_KM),
        exit_code=_DAMAGED,
    ),
    ErrorWords(
        "vault.slots_tampered",
        Sentences("Somebody changed the key file of this laptop.", "Nothing was opened. " + _SAFE_EN, "Tell your supervisor. Then try the second copy of the key file, and give the laptop a new key (field-client rekey)."),
        Sentences("មាននរណាម្នាក់បានកែឯកសារសោរបស់កុំព្យូទ័រនេះ។", "គ្មានអ្វីត្រូវបានបើកទេ។ " + _SAFE_KM, "សូមប្រាប់អ្នកគ្រប់គ្រងរបស់លោកអ្នក។ បន្ទាប់មកសាកច្បាប់ចម្លងទីពីរ ហើយឱ្យកុំព្យូទ័រនូវសោថ្មី (field-client rekey)។"),
        exit_code=_DAMAGED,
    ),
    ErrorWords(
        "vault.slots_rolled_back",
        Sentences("The key file is older (%(file)s) than the store says (%(store)s): somebody put an old one back.", "Nothing was opened. " + _SAFE_EN, "Tell your supervisor, put the newest key file back or use a backup, then run field-client rekey."),
        Sentences("ឯកសារសោចាស់ជាង (%(file)s) អ្វីដែលឃ្លាំងទិន្នន័យប្រាប់ (%(store)s)៖ មាននរណាម្នាក់បានដាក់ឯកសារចាស់មកវិញ។", "គ្មានអ្វីត្រូវបានបើកទេ។ " + _SAFE_KM, "សូមប្រាប់អ្នកគ្រប់គ្រង ដាក់ឯកសារសោថ្មីបំផុតមកវិញ ឬប្រើច្បាប់ចម្លងបម្រុង រួចដំណើរការ field-client rekey។"),
        exit_code=_DAMAGED,
    ),
    ErrorWords(
        "vault.lease_missing",
        Sentences("The file that opens the laptop together with the passphrase is missing.", _SAFE_EN, _ASK_CODE_EN),
        Sentences("ឯកសារដែលបើកកុំព្យូទ័រជាមួយឃ្លាសម្ងាត់បាត់។", _SAFE_KM, _ASK_CODE_KM),
        exit_code=_REFUSED,
    ),
    ErrorWords(
        "vault.lease_damaged",
        Sentences("The file that opens the laptop together with the passphrase is damaged (%(part)s).", _SAFE_EN, _ASK_CODE_EN),
        Sentences("ឯកសារដែលបើកកុំព្យូទ័រជាមួយឃ្លាសម្ងាត់ខូច (%(part)s)។", _SAFE_KM, _ASK_CODE_KM),
        exit_code=_REFUSED,
    ),
    ErrorWords(
        "vault.anchor_damaged",
        Sentences("The seal over the newest entry of this laptop is damaged or was changed (%(part)s).", "Nothing was thrown away. The laptop goes on under a new number.", "Connect soon, and tell your supervisor."),
        Sentences("ត្រាលើកំណត់ត្រាថ្មីបំផុតរបស់កុំព្យូទ័រនេះខូច ឬត្រូវបានកែ (%(part)s)។", "គ្មានអ្វីត្រូវបានបោះចោលទេ។ កុំព្យូទ័របន្តដោយលេខថ្មី។", "សូមភ្ជាប់ឆាប់ៗ ហើយប្រាប់អ្នកគ្រប់គ្រងរបស់លោកអ្នក។"),
        exit_code=_DAMAGED,
    ),
    ErrorWords(
        "vault.incarnation_damaged",
        Sentences("The file that ties this laptop to its machine is damaged (%(part)s).", "Nothing was thrown away. The laptop goes on under a new number.", "Connect soon, and tell your supervisor."),
        Sentences("ឯកសារដែលភ្ជាប់កុំព្យូទ័រនេះទៅម៉ាស៊ីនរបស់វាខូច (%(part)s)។", "គ្មានអ្វីត្រូវបានបោះចោលទេ។ កុំព្យូទ័របន្តដោយលេខថ្មី។", "សូមភ្ជាប់ឆាប់ៗ ហើយប្រាប់អ្នកគ្រប់គ្រងរបស់លោកអ្នក។"),
        exit_code=_DAMAGED,
    ),
    ErrorWords(
        "vault.no_escrow",
        Sentences("No custodians were named for this laptop yet.", _SAFE_EN, "Use the recovery code or a backup."),
        Sentences("មិនទាន់មានអ្នករក្សាសោសម្រាប់កុំព្យូទ័រនេះទេ។", _SAFE_KM, "សូមប្រើលេខកូដសង្គ្រោះ ឬច្បាប់ចម្លងបម្រុង។"),
    ),
    ErrorWords(
        "vault.not_custodian",
        Sentences("This key is not one of the three custodians of that laptop.", _UNCHANGED_EN, "Take the stick of a custodian who is named in the request."),
        Sentences("សោនេះមិនមែនជារបស់អ្នករក្សាសោទាំងបីនៃកុំព្យូទ័រនោះទេ។", _UNCHANGED_KM, "សូមយកអង្គចងចាំរបស់អ្នករក្សាសោដែលមានឈ្មោះក្នុងសំណើ។"),
        exit_code=_REFUSED,
    ),
    ErrorWords(
        "vault.custodian_key_damaged",
        Sentences("This custodian key file is damaged (%(part)s).", _UNCHANGED_EN, "Take the second copy of the stick, or another custodian."),
        Sentences("ឯកសារសោរបស់អ្នករក្សាសោនេះខូច (%(part)s)។", _UNCHANGED_KM, "សូមយកអង្គចងចាំចម្លងទីពីរ ឬអ្នករក្សាសោផ្សេង។"),
        exit_code=_DAMAGED,
    ),
    ErrorWords(
        "vault.custodians_older",
        Sentences("The list of custodians offered (%(offered)s) is older than the one in use (%(held)s).", _UNCHANGED_EN, "Use the newest list."),
        Sentences("បញ្ជីអ្នករក្សាសោដែលបានផ្តល់ (%(offered)s) ចាស់ជាងបញ្ជីកំពុងប្រើ (%(held)s)។", _UNCHANGED_KM, "សូមប្រើបញ្ជីថ្មីបំផុត។"),
        exit_code=_REFUSED,
    ),
    ErrorWords(
        "vault.escrow_refused",
        Sentences("The answers of the custodians do not fit this request (%(part)s).", _SAFE_EN, "Compare the request aloud by telephone, then ask two different custodians again."),
        Sentences("ចម្លើយរបស់អ្នករក្សាសោមិនត្រូវនឹងសំណើនេះទេ (%(part)s)។", _SAFE_KM, "សូមផ្ទៀងសំណើតាមទូរស័ព្ទ រួចសុំអ្នករក្សាសោពីរនាក់ផ្សេងគ្នាម្តងទៀត។"),
        exit_code=_REFUSED,
    ),
    ErrorWords(
        "vault.suite_unknown",
        Sentences("This version of Homeward cannot work with keys of kind %(suite)s.", _UNCHANGED_EN, "Install the newest version on this machine."),
        Sentences("Homeward កំណែនេះមិនអាចប្រើសោប្រភេទ %(suite)s បានទេ។", _UNCHANGED_KM, "សូមដំឡើងកំណែថ្មីបំផុតលើម៉ាស៊ីននេះ។"),
    ),
    ErrorWords(
        "vault.backup_unreadable",
        Sentences("This encrypted copy cannot be used (%(part)s).", "The store itself was not touched.", "Make a new backup, or take another copy."),
        Sentences("ច្បាប់ចម្លងដែលបានអ៊ិនគ្រីបនេះមិនអាចប្រើបានទេ (%(part)s)។", "ឃ្លាំងទិន្នន័យខ្លួនឯងមិនប៉ះពាល់ទេ។", "សូមធ្វើច្បាប់ចម្លងថ្មី ឬយកច្បាប់ចម្លងផ្សេង។"),
        exit_code=_DAMAGED,
    ),
    ErrorWords(
        "vault.restore_target",
        Sentences("There is already a store in this place.", _UNCHANGED_EN, "Put the old store aside first, so that nothing unsent is lost."),
        Sentences("មានឃ្លាំងទិន្នន័យរួចហើយនៅកន្លែងនេះ។", _UNCHANGED_KM, "សូមទុកឃ្លាំងចាស់មួយឡែកសិន ដើម្បីកុំឱ្យបាត់អ្វីដែលមិនទាន់បានផ្ញើ។"),
    ),
)
