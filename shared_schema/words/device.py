"""Errors of laptops as the server sees them: certificates, signed requests, revocation, incarnations."""

from shared_schema.errors import ErrorWords, Sentences

_SAFE_EN = "Your work is safe on this laptop."
_SAFE_KM = "ការងាររបស់លោកអ្នកមានសុវត្ថិភាពក្នុងកុំព្យូទ័រនេះ។"

ERRORS = (
    ErrorWords(
        "certificate.not_valid",
        Sentences("A certificate or list is not signed by who should have signed it (%(what)s).", _SAFE_EN, "Tell the office; do not go on with this server or file."),
        Sentences("វិញ្ញាបនបត្រ ឬបញ្ជីមួយមិនបានចុះហត្ថលេខាដោយអ្នកដែលត្រូវចុះ (%(what)s)។", _SAFE_KM, "សូមប្រាប់ការិយាល័យ។ កុំបន្តជាមួយម៉ាស៊ីនមេ ឬឯកសារនេះ។"),
        exit_code=7,
    ),
    ErrorWords(
        "device.unknown",
        Sentences("The server does not know this laptop.", _SAFE_EN, "Ask the office for an enrolment slip."),
        Sentences("ម៉ាស៊ីនមេមិនស្គាល់កុំព្យូទ័រនេះទេ។", _SAFE_KM, "សូមសុំក្រដាសចុះឈ្មោះពីការិយាល័យ។"),
        exit_code=3,
    ),
    ErrorWords(
        "device.signature_wrong",
        Sentences("The request is not signed as this laptop signs.", _SAFE_EN, "Send again; if it goes on, tell the office."),
        Sentences("សំណើមិនបានចុះហត្ថលេខាតាមរបៀបកុំព្យូទ័រនេះទេ។", _SAFE_KM, "សូមផ្ញើម្តងទៀត។ បើនៅតែដដែល សូមប្រាប់ការិយាល័យ។"),
        exit_code=3,
    ),
    ErrorWords(
        "device.other_server",
        Sentences("The request was meant for another server.", _SAFE_EN, "Send again to the server that it was made for."),
        Sentences("សំណើនេះសម្រាប់ម៉ាស៊ីនមេផ្សេង។", _SAFE_KM, "សូមផ្ញើម្តងទៀតទៅម៉ាស៊ីនមេដែលវាត្រូវទៅ។"),
    ),
    ErrorWords(
        "device.nonce_behind",
        Sentences("The server has already seen a later request of this laptop (%(last)s).", _SAFE_EN, "The laptop sends again with a higher number by itself."),
        Sentences("ម៉ាស៊ីនមេបានឃើញសំណើក្រោយរបស់កុំព្យូទ័រនេះរួចហើយ (%(last)s)។", _SAFE_KM, "កុំព្យូទ័រនឹងផ្ញើម្តងទៀតដោយលេខខ្ពស់ជាង ដោយខ្លួនឯង។"),
    ),
    ErrorWords(
        "device.revoked",
        Sentences("This laptop was reported lost.", "What it sends is kept for the office to look at.", "Tell the office that it was found."),
        Sentences("កុំព្យូទ័រនេះត្រូវបានរាយការណ៍ថាបាត់។", "អ្វីដែលវាផ្ញើត្រូវបានរក្សាទុកសម្រាប់ការិយាល័យពិនិត្យ។", "សូមប្រាប់ការិយាល័យថារកឃើញហើយ។"),
        exit_code=3,
    ),
    ErrorWords(
        "device.late",
        Sentences("The certificate of this laptop has run out.", "What it sends is kept for the office to look at.", "Ask the office for a new slip."),
        Sentences("វិញ្ញាបនបត្ររបស់កុំព្យូទ័រនេះផុតកំណត់ហើយ។", "អ្វីដែលវាផ្ញើត្រូវបានរក្សាទុកសម្រាប់ការិយាល័យពិនិត្យ។", "សូមសុំក្រដាសថ្មីពីការិយាល័យ។"),
        exit_code=3,
    ),
    ErrorWords(
        "device.moved",
        Sentences("This laptop was enrolled at a hub, for another office than the one where its person works now.", "What it sends is kept for the office to look at.", "Show it to whoever leads the office: they renew its certificate on the page of laptops."),
        Sentences("កុំព្យូទ័រនេះត្រូវបានចុះឈ្មោះនៅចំណុចបញ្ជូន សម្រាប់ការិយាល័យផ្សេងពីការិយាល័យដែលម្ចាស់របស់វាធ្វើការឥឡូវនេះ។", "អ្វីដែលវាផ្ញើត្រូវបានរក្សាទុកសម្រាប់ការិយាល័យពិនិត្យ។", "សូមបង្ហាញវាដល់អ្នកដឹកនាំការិយាល័យ៖ គាត់បន្តវិញ្ញាបនបត្ររបស់វានៅទំព័រកុំព្យូទ័រ។"),
        exit_code=3,
    ),
    ErrorWords(
        "device.taken",
        Sentences("Another laptop already uses this identity.", _SAFE_EN, "Start the enrolment again with a new slip."),
        Sentences("កុំព្យូទ័រផ្សេងប្រើអត្តសញ្ញាណនេះរួចហើយ។", _SAFE_KM, "សូមចាប់ផ្តើមការចុះឈ្មោះម្តងទៀតដោយក្រដាសថ្មី។"),
    ),
    ErrorWords(
        "device.incarnation_taken",
        Sentences("This laptop's new identity is already used.", _SAFE_EN, "The laptop takes another one by itself; send again."),
        Sentences("អត្តសញ្ញាណថ្មីរបស់កុំព្យូទ័រនេះត្រូវបានប្រើរួចហើយ។", _SAFE_KM, "កុំព្យូទ័រនឹងយកមួយទៀតដោយខ្លួនឯង។ សូមផ្ញើម្តងទៀត។"),
    ),
    ErrorWords(
        "request.length_needed",
        Sentences("The request does not say how long it is.", _SAFE_EN, "Send again with the Homeward program."),
        Sentences("សំណើមិនបានបញ្ជាក់ប្រវែងទេ។", _SAFE_KM, "សូមផ្ញើម្តងទៀតដោយកម្មវិធី Homeward។"),
    ),
    ErrorWords(
        "request.too_large",
        Sentences("The request is larger than %(limit)s bytes.", _SAFE_EN, "The laptop sends smaller parts by itself."),
        Sentences("សំណើធំជាង %(limit)s បៃ។", _SAFE_KM, "កុំព្យូទ័រនឹងផ្ញើជាផ្នែកតូចៗដោយខ្លួនឯង។"),
    ),
    ErrorWords(
        "request.type_unknown",
        Sentences("The request is not of a kind that this address takes.", _SAFE_EN, "Send again with the Homeward program."),
        Sentences("សំណើមិនមែនជាប្រភេទដែលអាសយដ្ឋាននេះទទួលទេ។", _SAFE_KM, "សូមផ្ញើម្តងទៀតដោយកម្មវិធី Homeward។"),
    ),
    ErrorWords(
        "request.coding_unknown",
        Sentences("The server cannot read this way of compressing.", _SAFE_EN, "The laptop sends once more in plain zstd by itself."),
        Sentences("ម៉ាស៊ីនមេមិនអាចអានរបៀបបង្រួមនេះទេ។", _SAFE_KM, "កុំព្យូទ័រនឹងផ្ញើម្តងទៀតជា zstd ធម្មតាដោយខ្លួនឯង។"),
    ),
    ErrorWords(
        "request.cut",
        Sentences("The request ended before it was whole.", _SAFE_EN, "The laptop sends it again by itself."),
        Sentences("សំណើបានដាច់មុនពេលពេញលេញ។", _SAFE_KM, "កុំព្យូទ័រនឹងផ្ញើម្តងទៀតដោយខ្លួនឯង។"),
    ),
)
