"""Transfer between offices, and two cases that may be one person."""

from shared_schema.vocabularies.code_list import Code, CodeList

TRANSFER_REASON = CodeList(
    "transfer_reason",
    (
        Code("person_moved", "Person moved", "សាមីខ្លួនផ្លាស់ទី"),
        Code("worker_left", "Worker left", "បុគ្គលិកឈប់"),
        Code("office_closed", "Office closed", "ការិយាល័យបិទ"),
        Code("better_placed", "Other office better placed", "ការិយាល័យផ្សេងសមស្របជាង"),
    ),
)

TRANSFER_STATE = CodeList(
    "transfer_state",
    (
        Code("draft", "Draft", "ព្រាង"),
        Code("sent", "Sent", "បានផ្ញើ", external={"P": "in_progress"}),
        Code("accepted", "Accepted", "ទទួលយក", external={"P": "accepted"}),
        Code("refused", "Refused", "មិនទទួល", external={"P": "rejected"}),
        Code("revoked", "Revoked", "ដកវិញ", external={"P": "revoked"}),
    ),
)

TRANSFER_REFUSAL = CodeList(
    "transfer_refusal",
    (
        Code("no_capacity", "No capacity", "គ្មានសមត្ថភាពទទួល"),
        Code("wrong_office", "Another office is right", "ការិយាល័យផ្សេងត្រឹមត្រូវជាង"),
        Code("person_not_told", "The person was not told", "មិនទាន់ប្រាប់សាមីខ្លួន"),
        Code("needs_information", "More information needed", "ត្រូវការព័ត៌មានបន្ថែម"),
        Code("other", "Other", "ផ្សេងទៀត"),
    ),
)

HANDOVER_ITEM = CodeList(
    "handover_item",
    (
        Code("meeting_with_person", "Meeting with person", "ជួបជាមួយសាមីខ្លួន"),
        Code("paper_file", "Paper file", "សំណុំឯកសារ"),
        Code("court_papers", "Court papers", "ឯកសារតុលាការ"),
        Code("keys_and_money", "Keys and money", "សោ និងថវិកា"),
    ),
)

LINK_STATE = CodeList(
    "link_state",
    (
        Code("proposed", "Proposed", "បានស្នើ"),
        Code("not_duplicate", "Not duplicate", "មិនស្ទួន"),
        Code("merged", "Merged", "បានបញ្ចូលគ្នា"),
        Code("unmerged", "Unmerged", "បានបំបែកវិញ"),
    ),
)
