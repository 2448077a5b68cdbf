"""Errors of provincial hubs: joining, admitting, relaying."""

from shared_schema.errors import ErrorWords, Sentences

ERRORS = (
    ErrorWords(
        "hub.request_damaged",
        Sentences(
            "This file is not a whole request of a hub.",
            "Nothing was changed.",
            "Copy hub-request.json from the hub again, and compare the four words by telephone.",
        ),
        Sentences(
            "ឯកសារនេះមិនមែនជាសំណើពេញលេញរបស់ចំណុចបញ្ជូនទេ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "សូមចម្លង hub-request.json ពីចំណុចបញ្ជូនម្តងទៀត ហើយប្រៀបធៀបពាក្យទាំងបួនតាមទូរស័ព្ទ។",
        ),
        exit_code=2,
    ),
    ErrorWords(
        "hub.answer_not_ours",
        Sentences(
            "This answer is not for this hub, or was changed on the way.",
            "Nothing was changed; the hub has not joined.",
            "Ask the centre for the answer to the request that this hub wrote last.",
        ),
        Sentences(
            "ចម្លើយនេះមិនមែនសម្រាប់ចំណុចបញ្ជូននេះទេ ឬត្រូវបានកែប្រែនៅតាមផ្លូវ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។ ចំណុចបញ្ជូនមិនទាន់បានចូលរួមទេ។",
            "សូមសុំចម្លើយពីមជ្ឈមណ្ឌលកណ្តាល សម្រាប់សំណើចុងក្រោយដែលចំណុចបញ្ជូននេះបានសរសេរ។",
        ),
        exit_code=2,
    ),
    ErrorWords(
        "hub.not_its_office",
        Sentences(
            "A hub sent something of an office that is not its own.",
            "It was not taken in here. The laptop keeps it and sends it itself.",
            "Ask the administrator which offices this hub has: sync-server hub list",
        ),
        Sentences(
            "ចំណុចបញ្ជូនបានផ្ញើអ្វីមួយរបស់ការិយាល័យដែលមិនមែនជារបស់ខ្លួន។",
            "វាមិនត្រូវបានទទួលនៅទីនេះទេ។ កុំព្យូទ័ររក្សាវាទុក ហើយផ្ញើដោយខ្លួនឯង។",
            "សូមសួរអ្នកគ្រប់គ្រងថាចំណុចបញ្ជូននេះមានការិយាល័យណាខ្លះ៖ sync-server hub list",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "hub.wrong_door",
        Sentences(
            "Laptops send and receive at /exchange, hubs at /relay; this request came to the other door.",
            "Nothing was changed.",
            "Laptop: update the program. Hub: check its settings with sync-server hub status.",
        ),
        Sentences(
            "កុំព្យូទ័រផ្ញើ និងទទួលនៅ /exchange ហើយចំណុចបញ្ជូននៅ /relay។ សំណើនេះបានមកទ្វារផ្សេង។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "កុំព្យូទ័រ៖ សូមធ្វើបច្ចុប្បន្នភាពកម្មវិធី។ ចំណុចបញ្ជូន៖ សូមពិនិត្យការកំណត់ដោយ sync-server hub status។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "hub.only_at_centre",
        Sentences(
            "This server is a hub; hubs are admitted and withdrawn at the centre alone.",
            "Nothing was changed.",
            "Run the command at the centre.",
        ),
        Sentences(
            "ម៉ាស៊ីនមេនេះជាចំណុចបញ្ជូន។ ការទទួល និងដកចំណុចបញ្ជូនធ្វើបានតែនៅមជ្ឈមណ្ឌលកណ្តាលប៉ុណ្ណោះ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "សូមដំណើរការពាក្យបញ្ជានៅមជ្ឈមណ្ឌលកណ្តាល។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "hub.unknown",
        Sentences("There is no hub with this code.", "Nothing was changed.", "See: sync-server hub list"),
        Sentences("គ្មានចំណុចបញ្ជូនដែលមានលេខកូដនេះទេ។", "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។", "សូមមើល៖ sync-server hub list"),
        exit_code=2,
    ),
    ErrorWords(
        "hub.withdrawn",
        Sentences(
            "This hub was withdrawn; a withdrawn hub is not admitted again.",
            "Nothing was changed.",
            "Set up a new hub in an empty folder with sync-server init --hub-of, and admit that one.",
        ),
        Sentences(
            "ចំណុចបញ្ជូននេះត្រូវបានដក។ ចំណុចបញ្ជូនដែលត្រូវបានដកមិនត្រូវបានទទួលម្តងទៀតទេ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "សូមរៀបចំចំណុចបញ្ជូនថ្មីក្នុងថតទទេ ដោយ sync-server init --hub-of ហើយទទួលមួយនោះ។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "hub.office_needed",
        Sentences(
            "A hub needs at least one office that is open.",
            "Nothing was changed.",
            "Name each office by its code: --office BTB --office PUR",
        ),
        Sentences(
            "ចំណុចបញ្ជូនត្រូវការការិយាល័យដែលបើកយ៉ាងហោចណាស់មួយ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "សូមសរសេរលេខកូដការិយាល័យនីមួយៗ៖ --office BTB --office PUR",
        ),
        exit_code=2,
    ),
    ErrorWords(
        "hub.root_key_wrong",
        Sentences(
            "This root key is not the one of this organisation.",
            "Nothing was changed.",
            "Take the stick with the organisation's root key and name its file with --root-key.",
        ),
        Sentences(
            "កូនសោមេនេះមិនមែនជារបស់អង្គការនេះទេ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "សូមយកឧបករណ៍ផ្ទុកដែលមានកូនសោមេរបស់អង្គការ ហើយបញ្ជាក់ឯកសារដោយ --root-key។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "hub.roster_too_large",
        Sentences(
            "The list of people and laptops of these offices is too long for one hub.",
            "Nothing was sent to the hub; what it has stays.",
            "Give some of its offices to another hub.",
        ),
        Sentences(
            "បញ្ជីមនុស្ស និងកុំព្យូទ័ររបស់ការិយាល័យទាំងនេះវែងពេកសម្រាប់ចំណុចបញ្ជូនមួយ។",
            "មិនមានអ្វីត្រូវបានផ្ញើទៅចំណុចបញ្ជូនទេ។ អ្វីដែលវាមានស្រាប់នៅដដែល។",
            "សូមប្រគល់ការិយាល័យមួយចំនួនទៅចំណុចបញ្ជូនមួយទៀត។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "hub.words_differ",
        Sentences(
            "The words of this request are not the words that you typed.",
            "Nothing was changed; the hub was not admitted.",
            "Telephone the hub and compare again; ask for the file that it wrote last.",
        ),
        Sentences(
            "ពាក្យនៃសំណើនេះមិនមែនជាពាក្យដែលអ្នកបានវាយទេ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។ ចំណុចបញ្ជូនមិនត្រូវបានទទួលទេ។",
            "សូមទូរស័ព្ទទៅចំណុចបញ្ជូន ហើយប្រៀបធៀបម្តងទៀត។ សូមសុំឯកសារដែលវាបានសរសេរចុងក្រោយ។",
        ),
        exit_code=3,
    ),
)
