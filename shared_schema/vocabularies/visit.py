"""What a follow-up visit finds."""

from shared_schema.vocabularies.code_list import Code, CodeList

CONTACT_TYPE = CodeList(
    "contact_type",
    (
        Code("in_person", "In person", "ជួបផ្ទាល់", external={"O": "in person"}),
        Code("phone", "Phone", "ទូរស័ព្ទ", external={"O": "phone"}),
        Code("video", "Video", "វីដេអូ"),
        Code("written", "Written", "លិខិត ឬសារ", external={"O": "written"}),
    ),
)

FOLLOWUP_TYPE = CodeList(
    "followup_type",
    (
        Code("after_reunification", "After reunification", "ក្រោយជួបជុំ", external={"P": "after_reunification"}),
        Code("in_care", "In care", "ក្នុងការថែទាំ", external={"P": "in_care"}),
        Code("for_service", "For service", "សម្រាប់សេវា", external={"P": "for_service"}),
        Code("for_assessment", "For assessment", "វាយតម្លៃ", external={"P": "for_assessment"}),
        Code("safety_check", "Safety check", "ពិនិត្យសុវត្ថិភាព"),
    ),
)

SEEN = CodeList(
    "seen",
    (
        Code("yes", "Yes", "បានជួប"),
        Code("no", "No", "មិនបានជួប"),
        Code("other_only", "Only family or neighbour met", "ជួបតែគ្រួសារ ឬអ្នកជិតខាង"),
    ),
)

NOT_SEEN_REASON = CodeList(
    "not_seen_reason",
    (
        Code("at_work", "Working", "ទៅធ្វើការ"),
        Code("at_school", "At school", "ទៅរៀន"),
        Code("visiting", "Visiting relatives", "លេងផ្ទះញាតិ"),
        Code("moved_with_family", "Moved with family", "ផ្លាស់ទៅជាមួយគ្រួសារ"),
        Code("moved_other_carer", "Moved to another carer", "ទៅនៅជាមួយអ្នកផ្សេង"),
        Code("migrated_in_country", "Migrated, in Cambodia", "ចំណាកស្រុកក្នុងប្រទេស"),
        Code("migrated_abroad", "Migrated abroad", "ទៅក្រៅប្រទេស"),
        Code("address_not_found", "Address not found", "រកទីលំនៅមិនឃើញ"),
        Code("refused", "Refused", "បដិសេធ"),
        Code("not_safe", "Not safe to go", "មិនមានសុវត្ថិភាព"),
        Code("road_or_flood", "Road or flood", "ផ្លូវ ឬទឹកជំនន់"),
        Code("detained", "In detention", "ជាប់ឃុំ"),
        Code("hospital", "In hospital", "នៅពេទ្យ"),
        Code("abducted_or_missing", "Missing or abducted", "បាត់ខ្លួន ឬគេចាប់ពង្រត់"),
        Code("died", "Died", "ស្លាប់"),
    ),
    open_ended=True,
    offers_unknown=True,
)

SAFETY_STATE = CodeList(
    "safety_state",
    (
        Code("safe", "Safe", "មានសុវត្ថិភាព"),
        Code("unsure", "Could not tell", "មិនអាចដឹង"),
        Code("concern", "Worried", "ព្រួយបារម្ភ"),
        Code("danger", "In danger", "មានគ្រោះថ្នាក់"),
    ),
)

RE_TRAFFICKING = CodeList(
    "re_trafficking",
    (
        Code("none", "None", "គ្មាន"),
        Code("suspected", "Suspected", "សង្ស័យ"),
        Code("confirmed", "Confirmed", "ពិតប្រាកដ"),
    ),
)

WORK_STATE = CodeList(
    "work_state",
    (
        Code("employed", "Employed", "មានការងារ"),
        Code("self_employed", "Self-employed", "មុខរបរខ្លួនឯង"),
        Code("family_work", "Family work", "ជួយគ្រួសារ"),
        Code("training", "Training", "កំពុងរៀនវិជ្ជាជីវៈ"),
        Code("looking", "Looking", "រកការងារ"),
        Code("unable", "Unable", "ធ្វើមិនបាន"),
        Code("not_working", "Not working", "មិនធ្វើការ"),
    ),
)

SCHOOL_STATE = CodeList(
    "school_state",
    (
        Code("attending", "Attending", "រៀនទៀងទាត់"),
        Code("irregular", "Irregular", "មិនទៀងទាត់"),
        Code("dropped_out", "Dropped out", "បោះបង់"),
        Code("completed", "Completed", "បានបញ្ចប់"),
        Code("not_applicable", "Not applicable", "មិនពាក់ព័ន្ធ"),
    ),
)

RELATION_QUALITY = CodeList(
    "relation_quality",
    (
        Code("good", "Good", "ល្អ"),
        Code("mixed", "Mixed", "មធ្យម"),
        Code("poor", "Poor", "មិនល្អ"),
    ),
)

INFORMANT_TYPE = CodeList(
    "informant_type",
    (
        Code("caregiver", "Caregiver", "អ្នកថែទាំ"),
        Code("relative", "Relative", "សាច់ញាតិ"),
        Code("neighbour", "Neighbour", "អ្នកជិតខាង"),
        Code("commune", "Commune or village", "ឃុំ ភូមិ"),
        Code("provider", "Provider", "អ្នកផ្តល់សេវា"),
    ),
    open_ended=True,
)

FOLLOW_UP_PATTERN = CodeList(
    "follow_up_pattern",
    (
        Code("intensive", "Intensive", "ញឹកញាប់"),
        Code("standard", "Standard", "ធម្មតា"),
        Code("light", "Light", "ស្រាល"),
    ),
)
