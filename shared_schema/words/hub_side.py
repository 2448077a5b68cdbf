"""Errors at a provincial hub itself: not joined yet, busy, kept by the centre."""

from shared_schema.errors import ErrorWords, Sentences

ERRORS = (
    ErrorWords(
        "hub.not_joined",
        Sentences(
            "This hub has not joined its centre yet.",
            "Its stores and keys are made; nothing is lost.",
            "Carry hub-request.json to the centre, and bring its answer: sync-server hub join FILE",
        ),
        Sentences(
            "ចំណុចបញ្ជូននេះមិនទាន់បានចូលរួមជាមួយមជ្ឈមណ្ឌលកណ្តាលទេ។",
            "ឃ្លាំងទិន្នន័យ និងកូនសោត្រូវបានបង្កើតហើយ មិនមានអ្វីបាត់បង់ទេ។",
            "សូមយក hub-request.json ទៅមជ្ឈមណ្ឌលកណ្តាល ហើយយកចម្លើយមកវិញ៖ sync-server hub join FILE",
        ),
        exit_code=1,
    ),
    ErrorWords(
        "hub.already_joined",
        Sentences(
            "This hub has joined another centre before.",
            "Nothing was changed.",
            "A hub belongs to one centre. Make a new hub in a new folder: sync-server init --hub-of URL",
        ),
        Sentences(
            "ចំណុចបញ្ជូននេះបានចូលរួមជាមួយមជ្ឈមណ្ឌលកណ្តាលផ្សេងរួចហើយ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "ចំណុចបញ្ជូនមួយមានមជ្ឈមណ្ឌលកណ្តាលតែមួយ។ សូមបង្កើតចំណុចបញ្ជូនថ្មីក្នុងថតថ្មី៖ sync-server init --hub-of URL",
        ),
        exit_code=1,
    ),
    ErrorWords(
        "hub.busy",
        Sentences(
            "This hub is speaking with its centre already.",
            "What was received stays.",
            "Wait until it has finished; it speaks every five minutes by itself.",
        ),
        Sentences(
            "ចំណុចបញ្ជូននេះកំពុងទាក់ទងជាមួយមជ្ឈមណ្ឌលកណ្តាលរួចហើយ។",
            "អ្វីដែលបានទទួលនៅរក្សាទុក។",
            "សូមរង់ចាំរហូតដល់ចប់។ វាទាក់ទងដោយខ្លួនឯងរៀងរាល់ប្រាំនាទី។",
        ),
        exit_code=4,
    ),
    ErrorWords(
        "hub.kept_by_centre",
        Sentences(
            "This is kept by Phnom Penh and cannot be changed at a provincial hub.",
            "Nothing was changed.",
            "Ask the administrator or a coordinator in Phnom Penh. What they change comes here by itself.",
        ),
        Sentences(
            "នេះត្រូវបានគ្រប់គ្រងដោយភ្នំពេញ ហើយមិនអាចផ្លាស់ប្តូរនៅចំណុចបញ្ជូនខេត្តបានទេ។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "សូមសុំអ្នកគ្រប់គ្រង ឬអ្នកសម្របសម្រួលនៅភ្នំពេញ។ អ្វីដែលពួកគេផ្លាស់ប្តូរនឹងមកដល់ទីនេះដោយខ្លួនឯង។",
        ),
        exit_code=3,
    ),
    ErrorWords(
        "hub.name_needed",
        Sentences(
            "A hub needs the name of its office.",
            "Nothing was made.",
            'Say it: sync-server init --hub-of URL --name "Battambang office"',
        ),
        Sentences(
            "ចំណុចបញ្ជូនត្រូវការឈ្មោះការិយាល័យរបស់វា។",
            "មិនមានអ្វីត្រូវបានបង្កើតទេ។",
            'សូមបញ្ជាក់៖ sync-server init --hub-of URL --name "ការិយាល័យបាត់ដំបង"',
        ),
        exit_code=2,
    ),
    ErrorWords(
        "hub.only_at_hub",
        Sentences(
            "This is done at a provincial hub; this server is the centre.",
            "Nothing was changed.",
            "At the centre: sync-server hub list",
        ),
        Sentences(
            "នេះត្រូវធ្វើនៅចំណុចបញ្ជូនខេត្ត។ ម៉ាស៊ីនមេនេះជាមជ្ឈមណ្ឌលកណ្តាល។",
            "មិនមានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។",
            "នៅមជ្ឈមណ្ឌលកណ្តាល៖ sync-server hub list",
        ),
        exit_code=2,
    ),
    ErrorWords(
        "hub.no_serial_left",
        Sentences(
            "This hub has used up the numbers that the centre gave it for laptops.",
            "No laptop was enrolled; the slip can still be used.",
            "Enrol the laptop at the centre, or ask the administrator there to admit this hub anew.",
        ),
        Sentences(
            "ចំណុចបញ្ជូននេះបានប្រើអស់លេខដែលមជ្ឈមណ្ឌលកណ្តាលបានផ្តល់សម្រាប់កុំព្យូទ័រ។",
            "មិនមានកុំព្យូទ័រណាត្រូវបានចុះឈ្មោះទេ។ ក្រដាសចុះឈ្មោះនៅអាចប្រើបាន។",
            "សូមចុះឈ្មោះកុំព្យូទ័រនៅមជ្ឈមណ្ឌលកណ្តាល ឬសុំអ្នកគ្រប់គ្រងនៅទីនោះទទួលចំណុចបញ្ជូននេះម្តងទៀត។",
        ),
        exit_code=1,
    ),
)
