"""Services, referral and the organisations that provide them."""

from shared_schema.vocabularies.code_list import Code, CodeList

# HTCDS: safety_protection goes out as SexualExploitationRehabilitation or LabourExploitationRehabilitation where the
# account names the exploitation. Primero writes family_seunification_service for family_tracing where the receiving
# site uses that key. OSCaR's service names are per agency and stand in provider_service.
SERVICE_TYPE = CodeList(
    "service_type",
    (
        Code("family_tracing", "Family tracing and reunion", "ការស្វែងរកគ្រួសារ និងការជួបជុំ", external={"H": "SocialCare", "P": "family_reunification"}),
        Code("legal_assistance", "Legal assistance", "ជំនួយផ្លូវច្បាប់", external={"H": "Legal", "P": "legal_assistance"}),
        Code("residential_care", "Residential care", "ថែទាំក្នុងមណ្ឌល", external={"H": "SocialCare", "P": "safehouse"}),
        Code("alternative_care", "Other alternative care", "ថែទាំជំនួសផ្សេង", external={"H": "SocialCare", "P": "child_protection"}),
        Code("therapy", "Therapy", "ការព្យាបាលផ្លូវចិត្ត", external={"H": "Health", "P": "psychosocial"}),
        Code("education", "Education", "ការអប់រំ", external={"H": "Education", "P": "education"}),
        Code("vocational_training", "Vocational training", "បណ្តុះបណ្តាលវិជ្ជាជីវៈ", external={"H": "Livelihood", "P": "livelihoods"}),
        Code("job_placement", "Job placement", "ការរកការងារ", external={"H": "Livelihood", "P": "livelihoods"}),
        Code("self_employment", "Self-employment, micro-enterprise", "មុខរបរខ្នាតតូច", external={"H": "Livelihood", "P": "livelihoods"}),
        Code("health", "Health care", "ថែទាំសុខភាព", external={"H": "Health", "P": "health_medical"}),
        Code("counselling", "Counselling", "ប្រឹក្សាយោបល់", external={"H": "SocialCare", "P": "psychosocial"}),
        Code("family_mediation", "Family mediation", "សម្របសម្រួលគ្រួសារ", external={"H": "SocialCare", "P": "family_mediation"}),
        Code("safety_protection", "Safety, police protection", "ការពារសុវត្ថិភាព", external={"H": "SocialCare", "P": "police_other"}),
        Code("documents", "Identity papers, registration", "ឯកសារអត្តសញ្ញាណ", external={"H": "Legal", "P": "registration"}),
        Code("material_support", "Food, household items", "ស្បៀង សម្ភារ", external={"H": "Financial", "P": "nfi, food"}),
        Code("life_skills", "Life skills, empowerment groups", "បំណិនជីវិត ក្រុមពង្រឹងអំណាច", external={"H": "RightsBasedTraining", "P": "psychosocial"}),
        Code("reintegration_follow_up", "Follow-up support after return", "គាំទ្រក្រោយសមាហរណកម្ម", external={"H": "SocialCare", "P": "other"}),
        Code("financial", "Cash or loan", "ថវិកា ឬកម្ចី", external={"H": "Financial", "P": "other"}),
        Code("repatriation", "Repatriation", "មាតុភូមិនិវត្តន៍", external={"H": "Other", "P": "other"}),
    ),
    open_ended=True,
)

SERVICE_RESULT = CodeList(
    "service_result",
    (
        Code("completed", "Completed", "បានបញ្ចប់"),
        Code("left_early", "Left early", "ឈប់មុនកំណត់"),
        Code("ongoing", "Ongoing", "កំពុងបន្ត"),
        Code("not_suitable", "Not suitable", "មិនសមស្រប"),
    ),
)

REFERRAL_REASON = CodeList(
    "referral_reason",
    (
        Code("additional_services", "Additional services", "សេវាបន្ថែម", external={"H": "AdditionalServicesRequired"}),
        Code("moved", "Moved", "ផ្លាស់ទីលំនៅ", external={"H": "MigrationOrChangeOfLocation"}),
        Code("other", "Other", "ផ្សេងទៀត", external={"H": "Other"}),
    ),
    open_ended=True,
)

URGENCY = CodeList(
    "urgency",
    (
        Code("today", "Today", "ថ្ងៃនេះ"),
        Code("week", "This week", "សប្តាហ៍នេះ"),
        Code("month", "This month", "ខែនេះ"),
    ),
)

REFERRAL_STATE = CodeList(
    "referral_state",
    (
        Code("draft", "Draft", "ព្រាង"),
        Code("sent", "Sent", "បានផ្ញើ", external={"P": "in_progress"}),
        Code("accepted", "Accepted", "ទទួលយក", external={"P": "accepted"}),
        Code("declined", "Declined", "បដិសេធ", external={"P": "rejected"}),
        Code("done", "Done", "បានបញ្ចប់", external={"P": "done"}),
        Code("revoked", "Revoked", "បានដកហូត", external={"P": "revoked"}),
    ),
)

OVERRIDE_REASON = CodeList(
    "override_reason",
    (
        Code("danger_to_life", "Danger to life", "គ្រោះថ្នាក់ដល់ជីវិត"),
        Code("court_order", "Court order", "ដីកាតុលាការ"),
    ),
)

ORG_TYPE = CodeList(
    "org_type",
    (
        Code("ngo", "NGO", "អង្គការ", external={"H": "NGO"}),
        Code("police", "Police", "ប៉ូលិស", external={"H": "LawEnforcement"}),
        Code("health", "Health", "សុខាភិបាល", external={"H": "HealthServiceOrganisation"}),
        Code("ministry", "Ministry", "ក្រសួង", external={"H": "CentralGovernmentOrganisation"}),
        Code("local_authority", "Local authority", "អាជ្ញាធរមូលដ្ឋាន", external={"H": "LocalGovernmentOrganisation"}),
        Code("immigration", "Immigration", "អន្តោប្រវេសន៍", external={"H": "ImmigrationService"}),
        Code("legal", "Legal", "ផ្លូវច្បាប់", external={"H": "LegalService"}),
        Code("business", "Business", "ក្រុមហ៊ុន", external={"H": "CorporateBusiness"}),
        Code("school", "School", "សាលា", external={"H": "SchoolOrCollege"}),
        Code("faith", "Faith", "សាសនា", external={"H": "NGO"}),
    ),
)

ACCEPTS = CodeList(
    "accepts",
    (
        Code("girls", "Girls", "ក្មេងស្រី"),
        Code("boys", "Boys", "ក្មេងប្រុស"),
        Code("women", "Women", "ស្ត្រី"),
        Code("men", "Men", "បុរស"),
        Code("mothers_with_children", "Mothers with children", "ម្តាយនិងកូន"),
        Code("disabled", "Disabled", "ជនពិការ"),
        Code("lgbt", "LGBT", "អ្នកស្រឡាញ់ភេទដូចគ្នា"),
    ),
)

STANDARDS = CodeList(
    "standards",
    (
        Code("meets", "Meets", "គ្រប់ស្តង់ដារ"),
        Code("improving", "Improving", "កំពុងកែលម្អ"),
        Code("below", "Below", "ក្រោមស្តង់ដារ"),
        Code("not_checked", "Not checked", "មិនទាន់ពិនិត្យ"),
    ),
)
