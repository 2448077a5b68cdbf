"""Consent: what for, which part, to whom, given by whom and how it was recorded."""

from shared_schema.vocabularies.code_list import Code, CodeList

CONSENT_PURPOSE = CodeList(
    "consent_purpose",
    (
        Code("services", "Receive services", "ទទួលសេវា", external={"P": "consent_for_services"}),
        Code("tracing", "Family tracing", "ការស្វែងរកគ្រួសារ", external={"P": "consent_for_tracing"}),
        Code("share_with_provider", "Referral", "បញ្ជូនទៅអ្នកផ្តល់សេវា", external={"P": "disclosure_other_orgs"}),
        Code("share_with_government", "Share with ministry", "ចែករំលែកជាមួយក្រសួង", external={"P": "consent_info_sharing: authorities"}),
        Code("share_with_family", "Tell the family", "ប្រាប់គ្រួសារ", external={"P": "consent_info_sharing: family"}),
        Code("case_conference", "Discuss in conference", "ពិភាក្សាក្នុងកិច្ចប្រជុំករណី", external={"P": "consent_info_sharing: other_organizations"}),
        Code("photo", "Photo", "ថតរូប"),
        Code("research", "Study", "ការសិក្សា"),
        Code("statistics", "Statistics without name", "ស្ថិតិគ្មានឈ្មោះ", external={"P": "consent_reporting"}),
    ),
)

CONSENT_DECISION = CodeList(
    "consent_decision",
    (
        Code("given", "Given", "យល់ព្រម"),
        Code("refused", "Refused", "មិនយល់ព្រម"),
    ),
)

CONSENT_SCOPE = CodeList(
    "consent_scope",
    (
        Code("identity", "Identity", "អត្តសញ្ញាណ"),
        Code("contact", "Contact", "ទំនាក់ទំនង"),
        Code("needs", "Needs", "តម្រូវការ"),
        Code("assessment", "Assessment", "ការវាយតម្លៃ"),
        Code("health", "Health", "សុខភាព"),
        Code("family", "Family", "គ្រួសារ"),
        Code("photo", "Photo", "រូបថត"),
        Code("account", "Account", "សាវតា"),
    ),
)

RECIPIENT_CLASS = CodeList(
    "recipient_class",
    (
        Code("coalition_members", "Coalition members", "សមាជិកបណ្តាញ"),
        Code("health_providers", "Health providers", "សុខាភិបាល"),
        Code("legal_providers", "Legal providers", "ផ្លូវច្បាប់"),
        Code("police_court", "Police, court", "ប៉ូលិស តុលាការ"),
        Code("ministry", "Ministry", "ក្រសួង"),
        Code("icrc", "ICRC", "កាកបាទក្រហម"),
    ),
)

CONSENT_GIVER = CodeList(
    "consent_giver",
    (
        Code("person", "Person", "សាមីខ្លួន"),
        Code("guardian", "Guardian", "អាណាព្យាបាល"),
        Code("authority", "Authority", "អាជ្ញាធរមានសមត្ថកិច្ច"),
    ),
)

CONSENT_EVIDENCE = CodeList(
    "consent_evidence",
    (
        Code("signature", "Signature", "ហត្ថលេខា"),
        Code("thumbprint", "Thumbprint", "ស្នាមមេដៃ"),
        Code("oral_witnessed", "Oral, with a witness", "ផ្ទាល់មាត់មានសាក្សី"),
        Code("oral", "Oral", "ផ្ទាល់មាត់"),
    ),
)

SHARING_PURPOSES = ("share_with_provider", "share_with_government", "share_with_family")
