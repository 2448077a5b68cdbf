"""Outcome domains, scores, assessment and closure."""

from shared_schema.vocabularies.code_list import Code, CodeList

OUTCOME_DOMAIN = CodeList(
    "outcome_domain",
    (
        Code("safety", "Safety", "សុវត្ថិភាព"),
        Code("housing", "Housing and care", "ទីជម្រក និងការថែទាំ"),
        Code("family", "Family relations", "ទំនាក់ទំនងគ្រួសារ"),
        Code("health", "Health", "សុខភាព"),
        Code("mental_health", "Emotional well-being", "សុខភាពផ្លូវចិត្ត"),
        Code("education", "Education and skills", "ការអប់រំ និងជំនាញ"),
        Code("economic", "Work and income", "ការងារ និងចំណូល"),
        Code("legal", "Legal status and rights", "ស្ថានភាពច្បាប់ និងសិទ្ធិ"),
    ),
)

DOMAIN_SCORE = CodeList(
    "domain_score",
    (
        Code("1", "In crisis", "វិបត្តិ"),
        Code("2", "At risk", "ប្រឈម"),
        Code("3", "Stable", "មានស្ថិរភាព"),
        Code("4", "Doing well", "ល្អ"),
    ),
)

SCALE5 = CodeList(
    "scale5",
    (
        Code("1", "Not at all", "មិនទាល់តែសោះ"),
        Code("2", "A little", "បន្តិចបន្តួច"),
        Code("3", "Somewhat", "មធ្យម"),
        Code("4", "Much", "ច្រើន"),
        Code("5", "Very much", "ខ្លាំងណាស់"),
    ),
)

ASSESSMENT_TYPE = CodeList(
    "assessment_type",
    (
        Code("initial", "Initial", "ដំបូង"),
        Code("review", "Review", "ពិនិត្យឡើងវិញ"),
        Code("pre_return", "Before return", "មុនត្រឡប់"),
        Code("incident", "Incident", "ហេតុការណ៍"),
        Code("best_interests", "Best interests", "ផលប្រយោជន៍កុមារ", external={"P": "BIA"}),
    ),
)

INFORMANT = CodeList(
    "informant",
    (
        Code("person", "Person", "សាមីខ្លួន"),
        Code("caregiver", "Caregiver", "អ្នកថែទាំ"),
        Code("teacher", "Teacher", "គ្រូ"),
        Code("local_authority", "Local authority", "អាជ្ញាធរ"),
        Code("provider", "Provider", "អ្នកផ្តល់សេវា"),
    ),
)

RISK_LEVEL = CodeList(
    "risk_level",
    (
        Code("high", "High", "ខ្ពស់", external={"O": "high", "P": "high"}),
        Code("medium", "Medium", "មធ្យម", external={"O": "medium", "P": "medium"}),
        Code("low", "Low", "ទាប", external={"O": "low", "P": "low"}),
    ),
)

RISK_FACTOR = CodeList(
    "risk_factor",
    (
        Code("trafficker_at_large", "Trafficker at large", "ជនល្មើសនៅសេរី"),
        Code("debt", "Debt", "បំណុល"),
        Code("threats", "Threats", "ការគំរាម"),
        Code("violence_at_home", "Violence at home", "ហិង្សាក្នុងផ្ទះ"),
        Code("family_involved", "Family involved", "គ្រួសារពាក់ព័ន្ធ"),
        Code("self_harm", "Self-harm", "ធ្វើបាបខ្លួន"),
        Code("substance_use", "Substance use", "សារធាតុញៀន"),
        Code("serious_illness", "Serious illness", "ជំងឺធ្ងន់"),
        Code("no_income", "No income", "គ្មានចំណូល"),
        Code("stigma", "Stigma", "ការរើសអើង"),
        Code("plans_to_migrate", "Plans to migrate", "គម្រោងចំណាកស្រុក"),
        Code("no_documents", "No documents", "គ្មានឯកសារ"),
        Code("out_of_school", "Out of school", "មិនរៀន"),
    ),
    open_ended=True,
)

RECOMMENDATION = CodeList(
    "recommendation",
    (
        Code("can_reintegrate", "Can reintegrate", "អាចធ្វើសមាហរណកម្ម"),
        Code("cannot_yet", "Cannot yet", "មិនទាន់អាច"),
        Code("continue", "Continue", "បន្តករណី"),
        Code("close", "Close", "បិទករណី"),
    ),
)

# Primero: moved_abroad is `repatriated` where the person returned home abroad.
CLOSURE_REASON = CodeList(
    "closure_reason",
    (
        Code("reintegrated", "Reintegrated, support no longer needed", "សមាហរណកម្មជោគជ័យ", external={"O": "no longer requires support", "P": "formal_closing"}),
        Code("no_longer_eligible", "No longer meets criteria", "លែងស្ថិតក្នុងលក្ខខណ្ឌ", external={"O": "no longer meets criteria", "P": "formal_closing"}),
        Code("refused", "Person refuses further service", "បដិសេធសេវា", external={"O": "refused service", "P": "other"}),
        Code("moved_in_country", "Moved out of reach, in Cambodia", "ផ្លាស់ទីក្នុងប្រទេស", external={"O": "moved outside area (in Cambodia)", "P": "other"}),
        Code("moved_abroad", "Moved out of reach, abroad", "ផ្លាស់ទីក្រៅប្រទេស", external={"O": "moved outside area (abroad)", "P": "other, repatriated"}),
        Code("transferred_out", "Transferred to an organisation outside the coalition", "ផ្ទេរទៅអង្គការក្រៅបណ្តាញ", external={"O": "transferred to another organisation", "P": "transferred"}),
        Code("lost_to_follow_up", "Lost to follow-up", "បាត់ការទាក់ទង", external={"O": "missing", "P": "not_seen_during_verification"}),
        Code("ran_away", "Left care, whereabouts unknown", "រត់ចេញ", external={"O": "ran away", "P": "other"}),
        Code("died", "Died", "ស្លាប់", external={"O": "died", "P": "death_of_child"}),
        Code("agency_resources", "Agency cannot continue", "អង្គការខ្វះធនធាន", external={"O": "agency lacks resources", "P": "other"}),
        Code("other", "Other", "ផ្សេងទៀត", external={"O": "other", "P": "other"}),
    ),
)

REINTEGRATION_OUTCOME = CodeList(
    "reintegration_outcome",
    (
        Code("reintegrated_family", "Reintegrated, in family", "ក្នុងគ្រួសារ"),
        Code("reintegrated_independent", "Reintegrated, independent", "ឯករាជ្យ"),
        Code("reintegrated_community", "Reintegrated, in community", "ក្នុងសហគមន៍"),
        Code("long_term_care", "Long-term care", "ថែទាំរយៈពេលវែង"),
        Code("not_reintegrated", "Not reintegrated", "មិនបានសម្រេច"),
        Code("re_trafficked", "Trafficked again", "ជួញដូរម្តងទៀត"),
    ),
    offers_unknown=True,
)
