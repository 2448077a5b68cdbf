"""Errors of the central server: its store, keys, people, enrolment and settings."""

from shared_schema.errors import ErrorWords, Sentences

_KEPT_EN = "Nothing was changed."
_KEPT_KM = "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។"
_WORK_EN = "What was committed before is kept."
_WORK_KM = "អ្វីដែលបានរក្សាទុកពីមុននៅដដែល។"
_SEALED_EN = "The records stay sealed; nothing was shown."
_SEALED_KM = "កំណត់ត្រានៅតែចាក់សោ គ្មានអ្វីត្រូវបានបង្ហាញទេ។"

ERRORS = (
    ErrorWords(
        "store.unavailable",
        Sentences("The central store does not answer.", _WORK_EN, "Try again in a minute; if it goes on, look at the database server."),
        Sentences("ឃ្លាំងទិន្នន័យកណ្តាលមិនឆ្លើយតបទេ។", _WORK_KM, "សូមព្យាយាមម្តងទៀតក្នុងមួយនាទី។ បើនៅតែដដែល សូមពិនិត្យម៉ាស៊ីនមេទិន្នន័យ។"),
        exit_code=4,
    ),
    ErrorWords(
        "store.url_unknown",
        Sentences("This kind of database is not supported: %(backend)s.", _KEPT_EN, "Use sqlite:///FILE or postgresql://USER@HOST/NAME."),
        Sentences("ប្រភេទឃ្លាំងទិន្នន័យនេះមិនអាចប្រើបានទេ៖ %(backend)s។", _KEPT_KM, "សូមប្រើ sqlite:///FILE ឬ postgresql://USER@HOST/NAME។"),
        exit_code=2,
    ),
    ErrorWords(
        "store.schema_behind",
        Sentences("The central store needs %(count)s schema steps first.", _KEPT_EN, "Run: sync-server migrate up"),
        Sentences("ឃ្លាំងទិន្នន័យកណ្តាលត្រូវការ %(count)s ជំហានជាមុនសិន។", _KEPT_KM, "សូមដំណើរការ៖ sync-server migrate up"),
    ),
    ErrorWords(
        "store.schema_newer",
        Sentences("The central store was made by a newer program.", _KEPT_EN, "Install the newer program and start again."),
        Sentences("ឃ្លាំងទិន្នន័យកណ្តាលត្រូវបានបង្កើតដោយកម្មវិធីថ្មីជាងនេះ។", _KEPT_KM, "សូមដំឡើងកម្មវិធីថ្មី រួចចាប់ផ្តើមម្តងទៀត។"),
    ),
    ErrorWords(
        "sealing.keyring_missing",
        Sentences("The key file of the server was not found.", _SEALED_EN, "Put the key file back from its own backup, or name it with HOMEWARD_KEYRING_FILE."),
        Sentences("រកមិនឃើញឯកសារសោរបស់ម៉ាស៊ីនមេទេ។", _SEALED_KM, "សូមដាក់ឯកសារសោមកវិញពីច្បាប់ចម្លងរបស់វា ឬកំណត់ HOMEWARD_KEYRING_FILE។"),
    ),
    ErrorWords(
        "sealing.keyring_mode",
        Sentences("Other accounts may read a key file (mode %(mode)s).", _SEALED_EN, "Run: chmod 600 on the key files; then think about who may have read them."),
        Sentences("គណនីផ្សេងអាចអានឯកសារសោបាន (របៀប %(mode)s)។", _SEALED_KM, "សូមដំណើរការ chmod 600 លើឯកសារសោ រួចពិចារណាថានរណាអាចបានអានវា។"),
        exit_code=3,
    ),
    ErrorWords(
        "sealing.keyring_damaged",
        Sentences("A key file of the server cannot be read.", _SEALED_EN, "Put the key file back from its own backup."),
        Sentences("មិនអាចអានឯកសារសោរបស់ម៉ាស៊ីនមេបានទេ។", _SEALED_KM, "សូមដាក់ឯកសារសោមកវិញពីច្បាប់ចម្លងរបស់វា។"),
        exit_code=7,
    ),
    ErrorWords(
        "sealing.ring_key_missing",
        Sentences("The key ring lacks the key %(ring_id)s.", _SEALED_EN, "Put the complete key file back from its own backup."),
        Sentences("បាច់សោខ្វះសោ %(ring_id)s។", _SEALED_KM, "សូមដាក់ឯកសារសោពេញលេញមកវិញពីច្បាប់ចម្លងរបស់វា។"),
        exit_code=7,
    ),
    ErrorWords(
        "sealing.does_not_open",
        Sentences("A sealed value of the table %(table)s does not open where it stands.", "The other records are not touched.", "Run: sync-server check; it was moved, changed or damaged in the database."),
        Sentences("តម្លៃចាក់សោមួយក្នុងតារាង %(table)s មិនអាចបើកបានទេ។", "កំណត់ត្រាផ្សេងទៀតមិនប៉ះពាល់ទេ។", "សូមដំណើរការ៖ sync-server check។ វាត្រូវបានផ្លាស់ទី កែប្រែ ឬខូចក្នុងឃ្លាំងទិន្នន័យ។"),
        exit_code=7,
    ),
    ErrorWords(
        "sealing.key_missing",
        Sentences("There is no key for a record's home.", _SEALED_EN, "Put the newest key set back; it is kept apart from the backup of the records."),
        Sentences("គ្មានសោសម្រាប់កំណត់ត្រានេះទេ។", _SEALED_KM, "សូមដាក់សំណុំសោថ្មីបំផុតមកវិញ។ វាត្រូវបានរក្សាទុកដាច់ដោយឡែកពីច្បាប់ចម្លងកំណត់ត្រា។"),
        exit_code=7,
    ),
    ErrorWords(
        "sealing.key_destroyed",
        Sentences("This case was erased and its keys were destroyed.", "Other cases are not touched.", "It cannot be brought back."),
        Sentences("ករណីនេះត្រូវបានលុប ហើយសោរបស់វាត្រូវបានបំផ្លាញ។", "ករណីផ្សេងទៀតមិនប៉ះពាល់ទេ។", "មិនអាចយកមកវិញបានទេ។"),
    ),
    ErrorWords(
        "server.not_initialised",
        Sentences("There is no central server here yet.", _KEPT_EN, "Run: sync-server init"),
        Sentences("មិនទាន់មានម៉ាស៊ីនមេកណ្តាលនៅទីនេះទេ។", _KEPT_KM, "សូមដំណើរការ៖ sync-server init"),
    ),
    ErrorWords(
        "server.already_initialised",
        Sentences("There is already a central server here.", _KEPT_EN, "Use another folder, database or key file."),
        Sentences("មានម៉ាស៊ីនមេកណ្តាលនៅទីនេះរួចហើយ។", _KEPT_KM, "សូមប្រើថត ឃ្លាំងទិន្នន័យ ឬឯកសារសោផ្សេង។"),
    ),
    ErrorWords(
        "server.config_damaged",
        Sentences("The settings file cannot be read: %(key)s.", _KEPT_EN, "Correct this line of the settings file."),
        Sentences("មិនអាចអានឯកសារការកំណត់៖ %(key)s។", _KEPT_KM, "សូមកែបន្ទាត់នេះក្នុងឯកសារការកំណត់។"),
        exit_code=2,
    ),
    ErrorWords(
        "server.plain_http_refused",
        Sentences("Without TLS the server listens on 127.0.0.0/8 only, not on %(address)s.", _KEPT_EN, "Run: sync-server tls --name NAME; then start it again."),
        Sentences("បើគ្មាន TLS ម៉ាស៊ីនមេស្តាប់តែលើ 127.0.0.0/8 មិនមែនលើ %(address)s ទេ។", _KEPT_KM, "សូមដំណើរការ៖ sync-server tls --name NAME រួចចាប់ផ្តើមម្តងទៀត។"),
        exit_code=2,
    ),
    ErrorWords(
        "server.address_taken",
        Sentences("The address %(address)s is in use or not of this machine.", _KEPT_EN, "Choose another with --listen ADDRESS:PORT."),
        Sentences("អាសយដ្ឋាន %(address)s កំពុងប្រើ ឬមិនមែនជារបស់ម៉ាស៊ីននេះទេ។", _KEPT_KM, "សូមជ្រើសរើសមួយទៀតដោយ --listen ADDRESS:PORT។"),
        exit_code=4,
    ),
    ErrorWords(
        "server.too_busy",
        Sentences("Too many requests from one place in a short time.", "Work stays safe on the laptop.", "Wait %(seconds)s seconds, then try again."),
        Sentences("មានសំណើច្រើនពេកពីកន្លែងតែមួយក្នុងពេលខ្លី។", "ការងារនៅក្នុងកុំព្យូទ័រមានសុវត្ថិភាព។", "សូមរង់ចាំ %(seconds)s វិនាទី រួចព្យាយាមម្តងទៀត។"),
        exit_code=4,
    ),
    ErrorWords(
        "server.unexpected",
        Sentences("The server had a problem (number %(ref)s).", _WORK_EN, "Try again; if it goes on, give this number to the administrator."),
        Sentences("ម៉ាស៊ីនមេមានបញ្ហា (លេខ %(ref)s)។", _WORK_KM, "សូមព្យាយាមម្តងទៀត។ បើនៅតែដដែល សូមប្រាប់លេខនេះទៅអ្នករដ្ឋបាល។"),
        exit_code=70,
    ),
    ErrorWords(
        "server.not_found",
        Sentences("There is nothing at this address.", _KEPT_EN, "Check the address of the server on the slip."),
        Sentences("គ្មានអ្វីនៅអាសយដ្ឋាននេះទេ។", _KEPT_KM, "សូមពិនិត្យអាសយដ្ឋានម៉ាស៊ីនមេលើក្រដាស។"),
    ),
    ErrorWords(
        "office.code_taken",
        Sentences("The office code %(office)s was already given; codes are never reused.", _KEPT_EN, "Choose another code of 2 to 4 letters."),
        Sentences("លេខកូដការិយាល័យ %(office)s ត្រូវបានប្រើរួចហើយ។ លេខកូដមិនប្រើឡើងវិញទេ។", _KEPT_KM, "សូមជ្រើសរើសលេខកូដផ្សេង 2 ទៅ 4 អក្សរ។"),
    ),
    ErrorWords(
        "office.code_form",
        Sentences("An office code has 2 to 4 Latin letters.", _KEPT_EN, "For example BTB."),
        Sentences("លេខកូដការិយាល័យមានអក្សរឡាតាំង 2 ទៅ 4។", _KEPT_KM, "ឧទាហរណ៍ BTB។"),
        exit_code=2,
    ),
    ErrorWords(
        "office.unknown",
        Sentences("There is no office %(office)s.", _KEPT_EN, "See: sync-server office list"),
        Sentences("គ្មានការិយាល័យ %(office)s ទេ។", _KEPT_KM, "សូមមើល៖ sync-server office list"),
    ),
    ErrorWords(
        "person.login_taken",
        Sentences("There is already an account %(login)s.", _KEPT_EN, "Choose another user name."),
        Sentences("មានគណនី %(login)s រួចហើយ។", _KEPT_KM, "សូមជ្រើសរើសឈ្មោះអ្នកប្រើផ្សេង។"),
    ),
    ErrorWords(
        "person.login_form",
        Sentences("A user name has 2 to 64 of the characters a-z, 0-9, dot, hyphen and underscore.", _KEPT_EN, "Choose another user name."),
        Sentences("ឈ្មោះអ្នកប្រើមានតួ 2 ទៅ 64 ក្នុងចំណោម a-z, 0-9, ចុច សហសញ្ញា និងគូសក្រោម។", _KEPT_KM, "សូមជ្រើសរើសឈ្មោះអ្នកប្រើផ្សេង។"),
        exit_code=2,
    ),
    ErrorWords(
        "person.unknown",
        Sentences("There is no account %(login)s.", _KEPT_EN, "See: sync-server user list"),
        Sentences("គ្មានគណនី %(login)s ទេ។", _KEPT_KM, "សូមមើល៖ sync-server user list"),
    ),
    ErrorWords(
        "person.not_active",
        Sentences("The account %(login)s is disabled.", _KEPT_EN, "Enable it first: sync-server user change %(login)s --status active"),
        Sentences("គណនី %(login)s ត្រូវបានបិទ។", _KEPT_KM, "សូមបើកវាជាមុន៖ sync-server user change %(login)s --status active"),
    ),
    ErrorWords(
        "person.office_needed",
        Sentences("This role works in an office.", _KEPT_EN, "Choose the office (on the server's shell: --office CODE)."),
        Sentences("តួនាទីនេះធ្វើការក្នុងការិយាល័យមួយ។", _KEPT_KM, "សូមជ្រើសរើសការិយាល័យ (លើបន្ទាត់បញ្ជា៖ --office CODE)។"),
        exit_code=2,
    ),
    ErrorWords(
        "person.role_unknown",
        Sentences("There is no role %(role)s.", _KEPT_EN, "Use social-worker, supervisor, coordinator, administrator or auditor."),
        Sentences("គ្មានតួនាទី %(role)s ទេ។", _KEPT_KM, "សូមប្រើ social-worker, supervisor, coordinator, administrator ឬ auditor។"),
        exit_code=2,
    ),
    ErrorWords(
        "enrol.code_wrong",
        Sentences("The code of the slip is not right. Tries left: %(tries_left)s.", "Nothing is lost; the slip can be typed again.", "Type the code again, or ask the office for a new slip."),
        Sentences("លេខកូដលើក្រដាសមិនត្រឹមត្រូវ។ អាចព្យាយាមបាន៖ %(tries_left)s ដង។", "គ្មានអ្វីបាត់បង់ទេ អាចវាយលេខកូដម្តងទៀតបាន។", "សូមវាយលេខកូដម្តងទៀត ឬសុំក្រដាសថ្មីពីការិយាល័យ។"),
        exit_code=3,
    ),
    ErrorWords(
        "enrol.code_dead",
        Sentences("This slip was used, has expired, or was tried too often.", "Nothing is lost.", "Ask the office for a new slip."),
        Sentences("ក្រដាសនេះត្រូវបានប្រើ ផុតកំណត់ ឬសាកច្រើនដងពេក។", "គ្មានអ្វីបាត់បង់ទេ។", "សូមសុំក្រដាសថ្មីពីការិយាល័យ។"),
        exit_code=3,
    ),
    ErrorWords(
        "enrol.not_released",
        Sentences("This slip waits for a second person of the office to release it.", "Nothing is lost, and no try was used up.", "Ask the supervisor or the coordinator to release it, then try again."),
        Sentences("ក្រដាសនេះរង់ចាំមនុស្សទីពីរនៃការិយាល័យអនុញ្ញាត។", "គ្មានអ្វីបាត់បង់ ហើយមិនបានរាប់ជាការសាកល្បងទេ។", "សូមសុំអ្នកគ្រប់គ្រងការិយាល័យ ឬអ្នកសម្របសម្រួលអនុញ្ញាត រួចព្យាយាមម្តងទៀត។"),
        exit_code=3,
    ),
    ErrorWords(
        "invitation.needs_another",
        Sentences("This slip is released by somebody else: the supervisor of her office or a coordinator of it, for a coordinator another coordinator. Nobody releases her own.", _KEPT_EN, "Ask one of them to open this page."),
        Sentences("អ្នកអនុញ្ញាតក្រដាសនេះត្រូវជាមនុស្សផ្សេង៖ អ្នកគ្រប់គ្រងការិយាល័យ ឬអ្នកសម្របសម្រួលរបស់ការិយាល័យ ហើយសម្រាប់អ្នកសម្របសម្រួល គឺអ្នកសម្របសម្រួលម្នាក់ទៀត។ គ្មាននរណាអនុញ្ញាតក្រដាសរបស់ខ្លួនឡើយ។", _KEPT_KM, "សូមសុំម្នាក់ក្នុងចំណោមពួកគេបើកទំព័រនេះ។"),
        exit_code=3,
    ),
    ErrorWords(
        "invitation.not_waiting",
        Sentences("This slip does not wait to be released: it counts already, was used, or has ended.", _KEPT_EN, "Look at how it stands."),
        Sentences("ក្រដាសនេះមិនរង់ចាំការអនុញ្ញាតទេ៖ វាមានសុពលភាពរួចហើយ ត្រូវបានប្រើ ឬបានបញ្ចប់។", _KEPT_KM, "សូមមើលស្ថានភាពរបស់វា។"),
    ),
    ErrorWords(
        "enrol.request_damaged",
        Sentences("The enrolment request is not whole or not signed by its own key.", _KEPT_EN, "Start the enrolment again on the laptop."),
        Sentences("សំណើចុះឈ្មោះមិនពេញលេញ ឬមិនបានចុះហត្ថលេខាដោយសោរបស់វា។", _KEPT_KM, "សូមចាប់ផ្តើមការចុះឈ្មោះម្តងទៀតលើកុំព្យូទ័រ។"),
    ),
    ErrorWords(
        "device.unknown_code",
        Sentences("There is no laptop %(device)s.", _KEPT_EN, "See: sync-server device list"),
        Sentences("គ្មានកុំព្យូទ័រ %(device)s ទេ។", _KEPT_KM, "សូមមើល៖ sync-server device list"),
    ),
    ErrorWords(
        "tls.authority_missing",
        Sentences("The organisation's own TLS authority was not found in this folder.", _KEPT_EN, "Run: sync-server tls --name NAME on the machine that holds it."),
        Sentences("រកមិនឃើញអាជ្ញាធរ TLS របស់អង្គការក្នុងថតនេះទេ។", _KEPT_KM, "សូមដំណើរការ៖ sync-server tls --name NAME លើម៉ាស៊ីនដែលរក្សាវា។"),
    ),
    ErrorWords(
        "tls.not_our_authority",
        Sentences("This server is not certified by the authority named on the slip.", "Nothing was sent to it.", "Check the address on the slip; if it is right, tell the office before you go on."),
        Sentences("ម៉ាស៊ីនមេនេះមិនមានការបញ្ជាក់ពីអាជ្ញាធរដែលមានលើក្រដាសទេ។", "គ្មានអ្វីត្រូវបានផ្ញើទៅវាទេ។", "សូមពិនិត្យអាសយដ្ឋានលើក្រដាស។ បើត្រឹមត្រូវ សូមប្រាប់ការិយាល័យមុននឹងបន្ត។"),
        exit_code=7,
    ),
    ErrorWords(
        "slip.not_a_slip",
        Sentences("This text is not an enrolment slip, or a part of it is missing.", _KEPT_EN, "Copy the slip whole, from its first to its last line."),
        Sentences("អត្ថបទនេះមិនមែនជាក្រដាសចុះឈ្មោះ ឬខ្វះផ្នែកខ្លះ។", _KEPT_KM, "សូមចម្លងក្រដាសទាំងមូល ពីបន្ទាត់ដំបូងដល់បន្ទាត់ចុងក្រោយ។"),
        exit_code=2,
    ),
    ErrorWords(
        "slip.code_mistyped",
        Sentences("A character of the code is not right.", "Nothing was sent; no try was used.", "Compare the code with the slip, group by group."),
        Sentences("តួអក្សរមួយនៃលេខកូដមិនត្រឹមត្រូវ។", "គ្មានអ្វីត្រូវបានផ្ញើ ហើយមិនបានប្រើចំនួនដងនៃការសាកល្បងទេ។", "សូមប្រៀបធៀបលេខកូដជាមួយក្រដាស ម្តងមួយក្រុម។"),
        exit_code=2,
    ),
    ErrorWords(
        "tls.plain_http",
        Sentences("The address %(host)s would be reached without encryption.", "Nothing was sent.", "Use the https address on the slip."),
        Sentences("អាសយដ្ឋាន %(host)s នឹងត្រូវភ្ជាប់ដោយគ្មានការអ៊ិនគ្រីប។", "គ្មានអ្វីត្រូវបានផ្ញើទេ។", "សូមប្រើអាសយដ្ឋាន https លើក្រដាស។"),
        exit_code=5,
    ),
    ErrorWords(
        "tls.no_contact",
        Sentences("The server %(host)s could not be reached.", "Nothing was lost.", "Check the internet connection, then try again."),
        Sentences("មិនអាចទាក់ទងម៉ាស៊ីនមេ %(host)s បានទេ។", "គ្មានអ្វីបាត់បង់ឡើយ។", "សូមពិនិត្យអ៊ីនធឺណិត រួចព្យាយាមម្តងទៀត។"),
        exit_code=5,
    ),
    ErrorWords(
        "person.status_unknown",
        Sentences("There is no status %(status)s.", _KEPT_EN, "Use active, unverified or left."),
        Sentences("គ្មានស្ថានភាព %(status)s ទេ។", _KEPT_KM, "សូមប្រើ active, unverified ឬ left។"),
        exit_code=2,
    ),
    ErrorWords(
        "job.unknown",
        Sentences("There is no job %(job)s.", _KEPT_EN, "See: sync-server jobs list"),
        Sentences("គ្មានការងារ %(job)s ទេ។", _KEPT_KM, "សូមមើល៖ sync-server jobs list"),
        exit_code=2,
    ),
    ErrorWords(
        "job.failed",
        Sentences("The job %(job)s was not done.", _WORK_EN, "The log tells the place; the job is tried again at its next turn."),
        Sentences("ការងារ %(job)s មិនបានសម្រេចទេ។", _WORK_KM, "កំណត់ហេតុប្រាប់ទីកន្លែង។ ការងារនឹងសាកម្តងទៀតនៅវេនបន្ទាប់។"),
    ),
    ErrorWords(
        "store.disk_full_server",
        Sentences("The disk of the central store is full.", _WORK_EN, "Free space on the server; laptops send again by themselves."),
        Sentences("ថាសរបស់ឃ្លាំងទិន្នន័យកណ្តាលពេញហើយ។", _WORK_KM, "សូមបង្កើនទំហំទំនេរលើម៉ាស៊ីនមេ។ កុំព្យូទ័រនឹងផ្ញើម្តងទៀតដោយខ្លួនឯង។"),
        exit_code=8,
    ),
)
