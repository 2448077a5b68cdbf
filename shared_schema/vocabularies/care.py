"""Separation, care arrangements, and return to family or community."""

from shared_schema.vocabularies.code_list import Code, CodeList

SEPARATION_CAUSE = CodeList(
    "separation_cause",
    (
        Code("trafficking_deception", "Trafficked: deceived about work or marriage", "ជួញដូរ៖ បោកប្រាស់"),
        Code("trafficking_force", "Trafficked: taken by force", "ជួញដូរ៖ បង្ខំ ឬចាប់ពង្រត់"),
        Code("recruited_broker", "Recruited by a broker", "ឈ្មួញកណ្តាលនាំទៅ"),
        Code("sold_or_debt", "Sold, or to pay a debt", "លក់ ឬសងបំណុល"),
        Code("ran_away", "Ran away from home", "រត់ចេញពីផ្ទះ"),
        Code("sent_to_work", "Sent to work", "បញ្ជូនទៅធ្វើការ"),
        Code("placed_in_institution", "Placed in an institution", "ដាក់ក្នុងមណ្ឌល"),
        Code("family_violence", "Violence or abuse at home", "ហិង្សា ឬរំលោភបំពានក្នុងគ្រួសារ", external={"P": "family_abuse_violence_exploitation"}),
        Code("poverty", "Poverty", "ភាពក្រីក្រ", external={"P": "poverty"}),
        Code("death", "Death in family", "មរណភាពក្នុងគ្រួសារ", external={"P": "death"}),
        Code("sickness_of_family_member", "Sickness in family", "សមាជិកគ្រួសារមានជំងឺ", external={"P": "sickness_of_family_member"}),
        Code("entrusted_to_individual", "Entrusted to someone", "ប្រគល់ឱ្យគេមើលថែ", external={"P": "entrusted_into_the_care_of_an_individual"}),
        Code("arrest_and_detention", "Arrest or detention", "ការចាប់ឃុំខ្លួន", external={"P": "arrest_and_detention"}),
        Code("abandonment", "Abandoned", "បោះបង់ចោល", external={"P": "abandonment"}),
        Code("divorce_remarriage", "Divorce or remarriage", "លែងលះ ឬរៀបការថ្មី", external={"P": "divorce_remarriage"}),
        Code("migration", "Migration", "ចំណាកស្រុក", external={"P": "migration"}),
        Code("repatriation", "Repatriation", "មាតុភូមិនិវត្តន៍", external={"P": "repatriation"}),
        Code("population_movement", "Population movement", "ការផ្លាស់ទីប្រជាជន", external={"P": "population_movement"}),
        Code("natural_disaster", "Flood or other disaster", "គ្រោះធម្មជាតិ", external={"P": "natural_disaster"}),
        Code("conflict", "Conflict", "ជម្លោះ", external={"P": "conflict"}),
        Code("caafag", "Armed groups", "ក្រុមប្រដាប់អាវុធ", external={"P": "caafag"}),
        Code("lack_of_services", "Lack of services", "ខ្វះសេវា", external={"P": "lack_of_access_to_services_support"}),
    ),
    open_ended=True,
    offers_unknown=True,
)

CARE_ARRANGEMENT = CodeList(
    "care_arrangement",
    (
        Code("parents", "Parent(s)", "ឪពុកម្តាយ", external={"P": "parent_s"}),
        Code("step_parent", "Step-parent", "ឪពុកម្តាយចុង", external={"P": "step_parent"}),
        Code("spouse_partner", "Spouse or partner", "ប្តី ប្រពន្ធ", external={"P": "other"}),
        Code("adult_sibling", "Adult sibling", "បងប្អូនពេញវ័យ", external={"P": "adult_sibling"}),
        Code("kinship_care", "Other relatives", "សាច់ញាតិ", external={"P": "kinship_care_extended_family"}),
        Code("customary_caregiver", "Customary caregiver", "អ្នកថែទាំតាមប្រពៃណី", external={"P": "customary_caregiver_s"}),
        Code("independent_living", "Independent", "រស់នៅឯករាជ្យ", external={"P": "independent_living"}),
        Code("child_headed_household", "Child-headed household", "គ្រួសារកុមារជាមេ", external={"P": "child_headed_household"}),
        Code("foster_care", "Foster care", "គ្រួសារចិញ្ចឹម", external={"P": "foster_care"}),
        Code("transit_shelter", "Transit or emergency shelter", "ជម្រកបណ្តោះអាសន្ន", external={"P": "residential_care"}),
        Code("residential_care", "Residential care", "មណ្ឌលថែទាំ", external={"P": "residential_care"}),
        Code("group_home", "Small group home", "ផ្ទះក្រុមតូច", external={"P": "residential_care"}),
        Code("pagoda_or_faith", "Pagoda or faith carer", "វត្ត ឬសាសនស្ថាន", external={"P": "other"}),
        Code("employer_housing", "Housing of employer", "ផ្ទះនិយោជក", external={"P": "other"}),
        Code("unrelated_adult", "Unrelated adult", "មនុស្សពេញវ័យមិនមែនញាតិ", external={"P": "unrelated_adult"}),
        Code("detention", "Detention", "ឃុំឃាំង", external={"P": "other"}),
        Code("street", "Street", "តាមផ្លូវ", external={"P": "other"}),
        Code("no_care_arrangement", "None", "គ្មាន", external={"P": "no_care_arrangement"}),
    ),
    offers_unknown=True,
)

CARE_CHANGE_REASON = CodeList(
    "care_change_reason",
    (
        Code("abuse_exploitation", "Abuse or exploitation", "ការរំលោភបំពាន ឬកេងប្រវ័ញ្ច", external={"P": "abuse_exploitation"}),
        Code("death_of_caregiver", "Death of caregiver", "អ្នកថែទាំស្លាប់", external={"P": "death_of_caregiver"}),
        Code("education", "Education", "ការសិក្សា", external={"P": "education"}),
        Code("ill_health_of_caregiver", "Ill health of caregiver", "អ្នកថែទាំឈឺ", external={"P": "ill_health_of_caregiver"}),
        Code("poverty", "Poverty", "ភាពក្រីក្រ", external={"P": "poverty"}),
        Code("relationship_breakdown", "Relationship breakdown", "ទំនាក់ទំនងបែកបាក់", external={"P": "relationship_breakdown"}),
        Code("work_or_migration", "Work or migration", "ការងារ ឬចំណាកស្រុក", external={"P": "other"}),
        Code("own_choice", "Own choice", "ជម្រើសខ្លួនឯង", external={"P": "other"}),
    ),
    open_ended=True,
)

RETURN_TYPE = CodeList(
    "return_type",
    (
        Code("to_family", "To family", "ទៅគ្រួសារ"),
        Code("to_kin", "To relatives", "ទៅសាច់ញាតិ"),
        Code("independent", "Independent living", "រស់នៅឯករាជ្យ"),
        Code("alternative_family", "Foster family", "គ្រួសារចិញ្ចឹម"),
        Code("direct_community", "Directly into own community, never apart from family", "ក្នុងសហគមន៍ផ្ទាល់"),
    ),
)

RETURN_STATE = CodeList(
    "return_state",
    (
        Code("planned", "Planned", "គ្រោងទុក"),
        Code("done", "Done", "បានធ្វើ"),
        Code("cancelled", "Cancelled", "បានលុបចោល"),
        Code("broken_down", "Broken down", "បរាជ័យ"),
    ),
)

RETURN_SUPPORT = CodeList(
    "return_support",
    (
        Code("transport", "Transport", "ការធ្វើដំណើរ"),
        Code("cash", "Cash", "ថវិកា"),
        Code("food", "Food", "អាហារ"),
        Code("household_items", "Household items", "សម្ភារផ្ទះ"),
        Code("school_kit", "School kit", "សម្ភារសិក្សា"),
        Code("livelihood_kit", "Livelihood kit", "សម្ភារមុខរបរ"),
        Code("documents", "Documents", "ឯកសារ"),
    ),
    open_ended=True,
)

HOME_OR_COMMUNITY = frozenset(
    {
        "parents",
        "step_parent",
        "spouse_partner",
        "adult_sibling",
        "kinship_care",
        "customary_caregiver",
        "foster_care",
        "independent_living",
    }
)
