"""Case conferences, tasks, approvals and goals."""

from shared_schema.vocabularies.code_list import Code, CodeList

CONFERENCE_TYPE = CodeList(
    "conference_type",
    (
        Code("initial", "Initial", "ដំបូង"),
        Code("review", "Review", "ពិនិត្យ"),
        Code("emergency", "Emergency", "បន្ទាន់"),
        Code("pre_return", "Before return", "មុនត្រឡប់"),
        Code("closing", "Closing", "បិទ"),
    ),
)

CONFERENCE_STATE = CodeList(
    "conference_state",
    (
        Code("planned", "Planned", "គ្រោង"),
        Code("held", "Held", "បានប្រជុំ"),
        Code("signed", "Signed", "បានចុះហត្ថលេខា"),
        Code("cancelled", "Cancelled", "លុបចោល"),
    ),
)

DECISION_TYPE = CodeList(
    "decision_type",
    (
        Code("refer", "Refer", "បញ្ជូនទៅសេវា"),
        Code("direct_reintegration", "Direct reintegration", "សមាហរណកម្មផ្ទាល់"),
        Code("continue_plan", "Continue plan", "បន្តផែនការ"),
        Code("protection_measure", "Protection measure", "វិធានការការពារ"),
        Code("tracing", "Family tracing", "ការស្វែងរកគ្រួសារ"),
        Code("close", "Close", "បិទ"),
    ),
    open_ended=True,
)

PRESENCE = CodeList(
    "presence",
    (
        Code("in_person", "In person", "ផ្ទាល់"),
        Code("represented", "Represented", "មានតំណាង"),
        Code("no_own_wish", "No, own wish", "មិនចូលរួមតាមបំណង"),
        Code("no_other", "No, other reason", "មិនចូលរួម មូលហេតុផ្សេង"),
    ),
)

ATTENDEE_ROLE = CodeList(
    "attendee_role",
    (
        Code("case_worker", "Case worker", "បុគ្គលិកសង្គម"),
        Code("supervisor", "Supervisor", "អ្នកគ្រប់គ្រង"),
        Code("provider", "Provider", "អ្នកផ្តល់សេវា"),
        Code("authority", "Authority", "អាជ្ញាធរ"),
        Code("police", "Police", "ប៉ូលិស"),
        Code("legal", "Legal", "មេធាវី"),
        Code("family", "Family", "គ្រួសារ"),
        Code("person", "The person", "សាមីខ្លួន"),
        Code("interpreter", "Interpreter", "អ្នកបកប្រែ"),
    ),
    open_ended=True,
)

TASK_ORIGIN = CodeList(
    "task_origin",
    (
        Code("manual", "By hand", "បញ្ចូលដោយដៃ"),
        Code("conference", "Case conference", "កិច្ចប្រជុំករណី"),
        Code("alert", "Alert", "ការព្រមាន"),
        Code("referral", "Referral", "ការបញ្ជូនបន្ត"),
        Code("transfer", "Transfer", "ការផ្ទេរ"),
        Code("review", "Review", "ការពិនិត្យ"),
    ),
)

TASK_STATE = CodeList(
    "task_state",
    (
        Code("open", "Open", "បើក"),
        Code("done", "Done", "រួច"),
        Code("dropped", "Dropped", "បោះបង់"),
    ),
)

ALERT_OUTCOME = CodeList(
    "alert_outcome",
    (
        Code("acting", "Acting", "កំពុងដោះស្រាយ"),
        Code("resolved", "Resolved", "ដោះស្រាយរួច"),
        Code("false_alarm", "False alarm", "មិនពិត"),
    ),
)

APPROVAL = CodeList(
    "approval",
    (
        Code("draft", "Draft", "ព្រាង", external={"P": "draft"}),
        Code("requested", "Requested", "បានស្នើ", external={"P": "requested"}),
        Code("approved", "Approved", "អនុម័ត", external={"P": "approved"}),
        Code("returned", "Returned", "ត្រឡប់វិញ", external={"P": "rejected"}),
    ),
)

GOAL_PROGRESS = CodeList(
    "goal_progress",
    (
        Code("not_started", "Not started", "មិនទាន់ចាប់ផ្តើម"),
        Code("under_way", "Under way", "កំពុងធ្វើ"),
        Code("achieved", "Achieved", "សម្រេច"),
        Code("dropped", "Dropped", "បោះបង់"),
    ),
)
