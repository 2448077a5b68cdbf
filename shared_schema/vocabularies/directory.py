"""Workers, offices, settings and trainings.

The networks a provider may belong to are deployment data (settings of type `network`), so no list of them stands here.
"""

from shared_schema.vocabularies.code_list import Code, CodeList

TRAINING_TOPIC = CodeList(
    "training_topic",
    (
        Code("case_management", "Case management", "ការគ្រប់គ្រងករណី"),
        Code("family_tracing", "Family tracing", "ការស្វែងរកគ្រួសារ"),
        Code("care_standards", "Care standards", "ស្តង់ដារថែទាំ"),
        Code("counselling", "Counselling", "ប្រឹក្សា"),
        Code("law", "Law", "ច្បាប់"),
        Code("organisation", "Organisation", "ការគ្រប់គ្រងអង្គការ"),
        Code("empowerment", "Empowerment", "ពង្រឹងអំណាច"),
        Code("community_response", "Community response", "ការឆ្លើយតបសហគមន៍"),
    ),
    open_ended=True,
)

TRAINING_GROUP = CodeList(
    "training_group",
    (
        Code("social_worker", "Social worker", "បុគ្គលិកសង្គម"),
        Code("ngo_manager", "NGO manager", "អ្នកគ្រប់គ្រងអង្គការ"),
        Code("government", "Government", "មន្ត្រីរដ្ឋ"),
        Code("police", "Police", "ប៉ូលិស"),
        Code("community_leader", "Community leader", "អ្នកដឹកនាំសហគមន៍"),
        Code("employer", "Employer", "និយោជក"),
        Code("young_survivor", "Young survivor", "យុវជនរងគ្រោះ"),
    ),
)

WORKER_ROLE = CodeList(
    "worker_role",
    (
        Code("social_worker", "Social worker", "បុគ្គលិកសង្គម"),
        Code("supervisor", "Supervisor", "អ្នកគ្រប់គ្រងការិយាល័យ"),
        Code("coordinator", "Coordinator", "អ្នកសម្របសម្រួល"),
        Code("administrator", "Administrator", "អ្នករដ្ឋបាលប្រព័ន្ធ"),
        Code("auditor", "Auditor", "សវនករ"),
    ),
)

WORKER_STATUS = CodeList(
    "worker_status",
    (
        Code("active", "Active", "សកម្ម"),
        Code("unverified", "Unverified", "មិនទាន់ផ្ទៀងផ្ទាត់"),
        Code("left", "Left", "ឈប់ធ្វើការ"),
    ),
)

CLEARANCE = CodeList(
    "clearance",
    (
        Code("none", "None", "គ្មាន"),
        Code("restricted", "Restricted", "សម្ងាត់"),
    ),
)

OFFICE_TYPE = CodeList(
    "office_type",
    (
        Code("province", "Province", "ខេត្ត"),
        Code("centre", "Centre", "មជ្ឈមណ្ឌលកណ្តាល"),
        Code("partner", "Partner", "ដៃគូ"),
    ),
)

SETTING_TYPE = CodeList(
    "setting_type",
    (
        Code("target", "Target", "គោលដៅ"),
        Code("grant", "Grant", "មូលនិធិ"),
        Code("network", "Network", "បណ្តាញ"),
        Code("retention_years", "Years of keeping", "រយៈពេលរក្សាទុក"),
        Code("lease_days", "Days without contact", "ចំនួនថ្ងៃគ្មានទំនាក់ទំនង"),
        Code("weight_set", "Weight set", "សំណុំទម្ងន់"),
    ),
)
