"""Stage, status, target group and how a person came to the coalition."""

from shared_schema.vocabularies.code_list import Code, CodeList

CASE_STAGE = CodeList(
    "case_stage",
    (
        Code("pre_integration", "Pre-integration", "មុនសមាហរណកម្ម", external={"H": "Active", "P": "assessment, new, case_plan"}),
        Code("integration", "Integration", "សមាហរណកម្ម", external={"H": "Active", "P": "service_provision"}),
        Code("monitoring_support", "Monitoring and support", "ការតាមដាន និងគាំទ្រ", external={"H": "FollowUp", "P": "services_implemented"}),
        Code("case_closure", "Case closure", "ការបិទករណី", external={"H": "Closed", "P": "closed"}),
    ),
)

CASE_STATUS = CodeList(
    "case_status",
    (
        Code("open", "Open", "បើក", external={"O": "Active", "P": "open"}),
        Code("transfer_pending", "Being transferred", "កំពុងផ្ទេរ", external={"P": "open"}),
        Code("closed", "Closed", "បិទ", external={"H": "Closed", "O": "Exited", "P": "closed"}),
        Code("duplicate", "Duplicate", "ស្ទួន", external={"P": "duplicate"}),
    ),
)

# Primero's worst forms of child labour is for children only. HTCDS takes the status from the restricted account:
# the three trafficking codes are PossibleVictim without one, all others NotAVictim.
TARGET_GROUP = CodeList(
    "target_group",
    (
        Code("trafficking_sexual", "Trafficked, sexual exploitation", "ត្រូវគេជួញដូរ កេងប្រវ័ញ្ចផ្លូវភេទ", report_en="Victim of trafficking, sexual exploitation", report_km="ជនរងគ្រោះការជួញដូរ កេងប្រវ័ញ្ចផ្លូវភេទ", external={"P": "trafficked_smuggled + sexually_exploited"}),
        Code("trafficking_labour", "Trafficked, labour", "ត្រូវគេជួញដូរ ពលកម្ម", report_en="Victim of trafficking, labour", report_km="ជនរងគ្រោះការជួញដូរ ពលកម្ម", external={"P": "trafficked_smuggled + worst_forms_of_child_labor"}),
        Code("trafficking_other", "Trafficked, other (begging, marriage…)", "ត្រូវគេជួញដូរ ផ្សេងទៀត", report_en="Victim of trafficking, other", report_km="ជនរងគ្រោះការជួញដូរ ផ្សេងទៀត", external={"P": "trafficked_smuggled"}),
        Code("exploitation", "Exploited, not trafficked", "ត្រូវគេកេងប្រវ័ញ្ច មិនមែនជួញដូរ", report_en="Victim of exploitation, not trafficked", report_km="ជនរងគ្រោះការកេងប្រវ័ញ្ច", external={"P": "sexually_exploited, other"}),
        Code("irregular_migrant", "Irregular migrant", "ជនចំណាកស្រុកមិនប្រក្រតី", external={"P": "migrant"}),
        Code("rape", "Raped", "ត្រូវគេរំលោភសេពសន្ថវៈ", report_en="Victim of rape", report_km="ជនរងគ្រោះការរំលោភសេពសន្ថវៈ", external={"P": "gbv_survivor"}),
        Code("sexual_abuse", "Sexually abused", "ត្រូវគេរំលោភបំពានផ្លូវភេទ", report_en="Victim of sexual abuse", report_km="ជនរងគ្រោះការរំលោភបំពានផ្លូវភេទ", external={"P": "sexually_exploited"}),
        Code("domestic_violence", "Violence at home", "អំពើហិង្សាក្នុងគ្រួសារ", report_en="Victim of domestic violence", report_km="ជនរងគ្រោះអំពើហិង្សាក្នុងគ្រួសារ", external={"P": "gbv_survivor"}),
        Code("other_violence", "Other violence", "អំពើហិង្សាផ្សេង", report_en="Victim of other violence", report_km="ជនរងគ្រោះអំពើហិង្សាផ្សេង", external={"P": "physically_or_mentally_abused"}),
        Code("street_child", "Street child or street family", "កុមារ ឬគ្រួសារតាមចិញ្ចើមផ្លូវ", external={"P": "street_child"}),
        Code("at_risk", "At risk of trafficking or exploitation", "អ្នកប្រឈមនឹងការជួញដូរ ឬកេងប្រវ័ញ្ច", external={"P": "other"}),
        Code("family_of_victim", "Immediate family of a beneficiary", "គ្រួសារផ្ទាល់របស់អ្នកទទួលផល"),
    ),
)

IDENTIFICATION = CodeList(
    "identification",
    (
        Code("police", "Police", "ប៉ូលិស"),
        Code("border", "Border or immigration", "ច្រកព្រំដែន"),
        Code("embassy", "Embassy or consulate", "ស្ថានទូត"),
        Code("repatriation", "Repatriation transit centre", "មជ្ឈមណ្ឌលឆ្លងកាត់"),
        Code("social_office", "Social affairs office", "មន្ទីរសង្គមកិច្ច"),
        Code("commune", "Commune or village", "ឃុំ ភូមិ"),
        Code("ngo", "Another NGO", "អង្គការផ្សេង"),
        Code("hotline", "Hotline", "ខ្សែទូរស័ព្ទបន្ទាន់"),
        Code("family", "Family", "គ្រួសារ"),
        Code("self", "Self", "ខ្លួនឯង"),
        Code("outreach", "Outreach", "ចុះសហគមន៍"),
    ),
    open_ended=True,
)
