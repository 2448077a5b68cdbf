"""Tracing, matching and verification."""

from shared_schema.vocabularies.code_list import Code, CodeList

TRACING_TYPE = CodeList(
    "tracing_type",
    (
        Code("case_by_case", "Case by case", "ករណីម្តងមួយ", external={"P": "case_by_case_tracing"}),
        Code("individual", "Individual", "បុគ្គល", external={"P": "individual_tracing"}),
        Code("mass", "Mass", "ទូលំទូលាយ", external={"P": "mass_tracing"}),
        Code("photo", "Photo", "តាមរូបថត", external={"P": "photo_tracing"}),
        Code("home_visit", "Home visit", "ចុះដល់ផ្ទះ", external={"P": "other"}),
        Code("phone_social_media", "Phone, social media", "ទូរស័ព្ទ បណ្តាញសង្គម", external={"P": "other"}),
        Code("authority_records", "Authority records", "បញ្ជីអាជ្ញាធរ", external={"P": "other"}),
        Code("referral_ngo", "Referral to an NGO", "តាមអង្គការ", external={"P": "referral_to_ngo"}),
        Code("referral_icrc", "Referral to the ICRC", "តាមកាកបាទក្រហម", external={"P": "referral_to_icrc"}),
        Code("cross_border", "Cross-border", "ឆ្លងដែន", external={"P": "other"}),
    ),
)

ACTION_OUTCOME = CodeList(
    "action_outcome",
    (
        Code("pending", "Pending", "រង់ចាំ", external={"P": "pending"}),
        Code("family_located", "Family located", "រកឃើញ", external={"P": "successful"}),
        Code("new_information", "New information", "មានព័ត៌មានថ្មី", external={"P": "pending"}),
        Code("unsuccessful", "Unsuccessful", "មិនបានផល", external={"P": "unsuccessful"}),
    ),
)

INQUIRY_STATUS = CodeList(
    "inquiry_status",
    (
        Code("open", "Open", "បើក", external={"P": "open"}),
        Code("tracing", "Tracing", "កំពុងស្វែងរក", external={"P": "tracing_in_progress"}),
        Code("closed", "Closed", "បិទ", external={"P": "closed"}),
        Code("verified", "Verified", "ផ្ទៀងផ្ទាត់រួច", external={"P": "verified"}),
        Code("reunified", "Reunified", "បានជួបជុំ", external={"P": "reunified"}),
    ),
)

# `verified` and `reunified` come from the match and are never stored (records.md 4.2).
INQUIRY_STATUS_STORED = CodeList(
    "inquiry_status", tuple(code for code in INQUIRY_STATUS if code.code not in ("verified", "reunified"))
)

TRACING_OUTCOME = CodeList(
    "tracing_outcome",
    (
        Code("reunited", "Reunited", "បានជួបជុំ"),
        Code("contact_restored", "Contact restored", "បានទាក់ទងគ្នាវិញ"),
        Code("found_no_reunion", "Found, no reunion", "រកឃើញ មិនជួបជុំ"),
        Code("reunited_elsewhere", "Reunited elsewhere", "ជួបជុំដោយអ្នកដទៃ"),
        Code("deceased", "Deceased", "ស្លាប់"),
        Code("not_found", "Not found", "រកមិនឃើញ"),
        Code("withdrawn", "Withdrawn", "ដកសំណើ"),
    ),
)

INQUIRER_CONCERN = CodeList(
    "inquirer_concern",
    (
        Code("none", "None", "គ្មាន"),
        Code("some", "Some", "ខ្លះ"),
        Code("serious", "Serious", "ធ្ងន់ធ្ងរ"),
    ),
)

MATCH_SOURCE = CodeList(
    "match_source",
    (
        Code("laptop", "Laptop", "កុំព្យូទ័រ"),
        Code("server", "Server", "ម៉ាស៊ីនមេ"),
        Code("person", "A worker", "បុគ្គលិក"),
        Code("located", "Found by a tracing action", "រកឃើញដោយសកម្មភាពស្វែងរក"),
    ),
)

MATCH_BAND = CodeList(
    "match_band",
    (
        Code("likely", "Likely", "ទំនងខ្ពស់"),
        Code("possible", "Possible", "អាចទៅរួច"),
        Code("unlikely", "Unlikely", "ទំនងទាប"),
    ),
)

MATCH_STEP = CodeList(
    "match_step",
    (
        Code("verify", "Start verification", "ចាប់ផ្តើមផ្ទៀងផ្ទាត់"),
        Code("reject", "Not this person", "មិនមែនបុគ្គលនេះ"),
    ),
)

MATCH_WHY = CodeList(
    "match_why",
    (
        Code("facts_differ", "Facts differ", "ព័ត៌មានមិនត្រូវគ្នា"),
        Code("known_other", "Known to be somebody else", "ដឹងថាជាអ្នកផ្សេង"),
        Code("denied_by_person", "The person says no", "សាមីខ្លួនថាមិនមែន"),
        Code("denied_by_family", "The family says no", "គ្រួសារថាមិនមែន"),
        Code("new_facts", "New facts", "ព័ត៌មានថ្មី"),
        Code("other", "Other, in words beside", "ផ្សេងទៀត"),
    ),
)

MATCH_STATE = CodeList(
    "match_state",
    (
        Code("proposed", "Proposed", "បានស្នើ"),
        Code("under_verification", "Under verification", "កំពុងផ្ទៀងផ្ទាត់"),
        Code("confirmed", "Confirmed", "បានបញ្ជាក់"),
        Code("rejected", "Rejected", "បដិសេធ"),
        Code("reunited", "Reunited", "ជួបជុំហើយ"),
        Code("reunited_elsewhere", "Reunited elsewhere", "ជួបជុំកន្លែងផ្សេង"),
    ),
)

VERIFICATION_FACT = CodeList(
    "verification_fact",
    (
        Code("names_of_parents", "Names of parents", "ឈ្មោះឪពុកម្តាយ"),
        Code("siblings", "Siblings", "បងប្អូន"),
        Code("home_description", "Home description", "ពណ៌នាផ្ទះ"),
        Code("village_landmarks", "Village landmarks", "ទីសម្គាល់ភូមិ"),
        Code("separation_story", "Separation story", "រឿងបែកគ្នា"),
        Code("body_mark", "Body mark", "ស្នាមលើខ្លួន"),
        Code("photo", "Photo", "រូបថត"),
        Code("event_in_family", "Event in family", "ព្រឹត្តិការណ៍គ្រួសារ"),
    ),
)

DOCUMENT_TYPE = CodeList(
    "document_type",
    (
        Code("birth_certificate", "Birth certificate", "សំបុត្រកំណើត"),
        Code("family_book", "Family book", "សៀវភៅគ្រួសារ"),
        Code("residence_book", "Residence book", "សៀវភៅស្នាក់នៅ"),
        Code("id_card", "ID card", "អត្តសញ្ញាណប័ណ្ណ"),
        Code("idpoor_card", "IDPoor card", "បណ្ណក្រីក្រ"),
        Code("photo", "Photo", "រូបថត"),
    ),
)

COMPLICITY = CodeList(
    "complicity",
    (
        Code("cleared", "Cleared", "មិនពាក់ព័ន្ធ"),
        Code("not_checked", "Not checked", "មិនទាន់ពិនិត្យ"),
        Code("suspected", "Suspected", "សង្ស័យ"),
        Code("involved", "Involved", "ពាក់ព័ន្ធ"),
    ),
)

HOME_SAFETY = CodeList(
    "home_safety",
    (
        Code("safe", "Safe", "សុវត្ថិភាព"),
        Code("needs_support", "Needs support", "ត្រូវការគាំទ្រ"),
        Code("not_checked", "Not checked", "មិនទាន់ពិនិត្យ"),
        Code("unsafe", "Unsafe", "គ្មានសុវត្ថិភាព"),
    ),
)

VERIFICATION_RESULT = CodeList(
    "verification_result",
    (
        Code("verified", "Verified", "ត្រឹមត្រូវ"),
        Code("not_related", "Not related", "មិនមែនញាតិ"),
        Code("related_not_suitable", "Related, not suitable", "ជាញាតិ តែមិនសមស្រប"),
        Code("inconclusive", "Inconclusive", "មិនច្បាស់"),
    ),
)
