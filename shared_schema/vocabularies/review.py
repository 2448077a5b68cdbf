"""Review of records: what is looked at, and the judgement."""

from shared_schema.vocabularies.code_list import Code, CodeList

REVIEW_KIND = CodeList(
    "review_kind",
    (
        Code("two_versions", "Two versions", "ពីរបែប"),
        Code("soft_merge", "Soft merge", "បញ្ចូលគ្នាដោយខ្លួនឯង"),
        Code("safety_kept", "Safety rule applied", "បានអនុវត្តក្បួនសុវត្ថិភាព"),
        Code("lowering", "Safety answer lowered", "បានបន្ថយចម្លើយសុវត្ថិភាព"),
        Code("correction", "A fixed answer corrected", "កែចម្លើយដែលកំណត់រួច"),
        Code("rule_broken", "Rule broken", "ខុសក្បួន"),
        Code("edited_while_voided", "Edited while voided", "កែពេលបានលុបចោល"),
        Code("minutes_changed", "Minutes changed after signing", "កែកំណត់ហេតុក្រោយចុះហត្ថលេខា"),
        Code("replaced_early", "Replaced before it arrived", "ត្រូវបានជំនួសមុនពេលមកដល់"),
        Code("number_twice", "One number on two records", "លេខតែមួយលើកំណត់ត្រាពីរ"),
        Code("possible_duplicate", "Possible duplicate", "អាចជាករណីតែមួយ"),
        Code("set_aside", "Set aside", "ទុកដោយឡែក"),
        Code("intake", "From somebody not yet accepted", "ពីអ្នកដែលមិនទាន់ត្រូវបានទទួលស្គាល់"),
        Code("witness", "Known only from another copy", "ដឹងតែតាមច្បាប់ចម្លងផ្សេង"),
    ),
)

REVIEW_VERDICT = CodeList(
    "review_verdict",
    (
        Code("keep", "Keep", "ទុកដដែល"),
        Code("accept", "Accept", "យល់ព្រមទទួល"),
        Code("confirm", "Confirm", "បញ្ជាក់"),
        Code("reject", "Reject", "បដិសេធ"),
    ),
)

QUESTION_STATE = CodeList(
    "question_state",
    (
        Code("open", "Open", "បើក"),
        Code("answered", "Answered", "បានឆ្លើយ"),
        Code("withdrawn", "Withdrawn", "បានដក"),
    ),
)
