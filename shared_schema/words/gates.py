"""What a step of a workflow asks for, by the code of what is missing, in both languages.

Each sentence says what to do next. The Khmer is a working translation that awaits a native social worker.
"""

from collections.abc import Mapping

from shared_schema.words.sentence import Words

NO_EXCEPTION = Words("Nobody can allow this step without it.", "គ្មាននរណាអាចអនុញ្ញាតជំហាននេះដោយគ្មានចំណុចនេះបានទេ។")

GATE_WORDS: Mapping[str, Words] = {
    "alert_open": Words(
        "An alert is still open. A supervisor or coordinator settles it first.",
        "ការព្រមានមួយនៅបើក។ អ្នកគ្រប់គ្រង ឬអ្នកសម្របសម្រួលត្រូវដោះស្រាយវាជាមុន។",
    ),
    "another_office": Words("Choose another office than the present one.", "សូមជ្រើសរើសការិយាល័យផ្សេងពីការិយាល័យបច្ចុប្បន្ន។"),
    "answer_needed": Words("This step needs an answer here.", "ជំហាននេះត្រូវការចម្លើយនៅទីនេះ។"),
    "approval": Words(
        "A supervisor or coordinator approves the return first.",
        "អ្នកគ្រប់គ្រង ឬអ្នកសម្របសម្រួលត្រូវអនុម័តការវិលត្រឡប់ជាមុន។",
    ),
    "approved_plan": Words("Make a plan with the person and have it approved.", "សូមធ្វើផែនការជាមួយសាមីខ្លួន ហើយសុំការអនុម័ត។"),
    "assignment_moved": Words(
        "Assign the case to the named worker of the receiving office in the same save.",
        "សូមប្រគល់ករណីទៅបុគ្គលិកដែលបានជ្រើសរើសនៃការិយាល័យទទួល ក្នុងការរក្សាទុកតែមួយ។",
    ),
    "best_interests": Words(
        "For a person under 18, complete a best interests assessment within the last 90 days.",
        "សម្រាប់អ្នកអាយុក្រោម 18 ឆ្នាំ សូមបំពេញការវាយតម្លៃផលប្រយោជន៍កុមារ ក្នុង 90 ថ្ងៃចុងក្រោយ។",
    ),
    "both_willing": Words(
        "The person wants to return and the family is willing and able: both answers must be yes.",
        "សាមីខ្លួនចង់ត្រឡប់ទៅវិញ ហើយគ្រួសារព្រមទទួល៖ ចម្លើយទាំងពីរត្រូវជា បាទ/ចាស។",
    ),
    "breakdown_or_alert": Words(
        "Record that the return broke down, or that somebody acts on an alert.",
        "សូមកត់ត្រាថាការវិលត្រឡប់បានបរាជ័យ ឬមានអ្នកកំពុងដោះស្រាយការព្រមាន។",
    ),
    "closing_emptied": Words(
        "Empty the closing day and the reason for closing in the same save.",
        "សូមលុបថ្ងៃបិទ និងមូលហេតុនៃការបិទ ក្នុងការរក្សាទុកតែមួយ។",
    ),
    "closure_approved": Words(
        "Write a closure record and have it approved by a supervisor or coordinator who did not write it.",
        "សូមសរសេរកំណត់ត្រាបិទករណី ហើយសុំការអនុម័តពីអ្នកគ្រប់គ្រង ឬអ្នកសម្របសម្រួលដែលមិនបានសរសេរវា។",
    ),
    "complicity_cleared": Words(
        "The family must be cleared. Where it is suspected, only a coordinator signs, with a reason.",
        "គ្រួសារត្រូវបានបញ្ជាក់ថាមិនពាក់ព័ន្ធ។ បើសង្ស័យ មានតែអ្នកសម្របសម្រួលទេដែលចុះហត្ថលេខា ដោយមានមូលហេតុ។",
    ),
    "confidentiality_marked": Words(
        "Mark for each participant whether the undertaking of confidentiality is signed.",
        "សូមគូសសម្រាប់អ្នកចូលរួមម្នាក់ៗ ថាបានចុះកិច្ចសន្យារក្សាការសម្ងាត់ឬទេ។",
    ),
    "consent_entry_services": Words(
        "More than 7 days have passed: record what the person decided about services.",
        "លើសពី 7 ថ្ងៃហើយ៖ សូមកត់ត្រាការសម្រេចរបស់សាមីខ្លួនអំពីសេវា។",
    ),
    "consent_services": Words(
        "This step needs the person's consent to services. Record it first.",
        "ជំហាននេះត្រូវការការយល់ព្រមពីសាមីខ្លួនចំពោះសេវា។ សូមកត់ត្រាជាមុនសិន។",
    ),
    "consent_share_with_family": Words(
        "This step needs the person's consent to tell the family. Record it first.",
        "ជំហាននេះត្រូវការការយល់ព្រមពីសាមីខ្លួនឱ្យប្រាប់គ្រួសារ។ សូមកត់ត្រាជាមុនសិន។",
    ),
    "consent_share_with_provider": Words(
        "This step needs the person's consent for this provider. Record it first, or ask the supervisor.",
        "ជំហាននេះត្រូវការការយល់ព្រមពីសាមីខ្លួនសម្រាប់អ្នកផ្តល់សេវានេះ។ សូមកត់ត្រាជាមុនសិន ឬសួរអ្នកគ្រប់គ្រង។",
    ),
    "consent_tracing": Words(
        "This step needs consent to family tracing. Record it first.",
        "ជំហាននេះត្រូវការការយល់ព្រមចំពោះការស្វែងរកគ្រួសារ។ សូមកត់ត្រាជាមុនសិន។",
    ),
    "day_180": Words(
        "Follow the person until at least 180 days after the return.",
        "សូមតាមដានសាមីខ្លួនយ៉ាងតិច 180 ថ្ងៃក្រោយការវិលត្រឡប់។",
    ),
    "decision_due": Words(
        "Give each decision a day that is not before the conference.",
        "សូមកំណត់ថ្ងៃសម្រាប់សេចក្តីសម្រេចនីមួយៗ ដែលមិនមុនកិច្ចប្រជុំករណី។",
    ),
    "decision_open": Words(
        "A decision of a case conference is still open. Finish it, or drop it with a reason.",
        "សេចក្តីសម្រេចមួយនៃកិច្ចប្រជុំករណីនៅបើក។ សូមបញ្ចប់ ឬបោះបង់ដោយមានមូលហេតុ។",
    ),
    "decision_or_approval": Words(
        "This placement needs a decision of a signed case conference, or the approval of a supervisor.",
        "ការដាក់ឱ្យរស់នៅនេះត្រូវការសេចក្តីសម្រេចនៃកិច្ចប្រជុំករណីដែលចុះហត្ថលេខា ឬការអនុម័តពីអ្នកគ្រប់គ្រង។",
    ),
    "decision_owner": Words(
        "Name one person or one agency for each decision.",
        "សូមបញ្ជាក់បុគ្គលិកម្នាក់ ឬស្ថាប័នមួយសម្រាប់សេចក្តីសម្រេចនីមួយៗ។",
    ),
    "do_not_contact": Words(
        "The family must not be contacted. This step stays closed until that is lifted and confirmed.",
        "មិនត្រូវទាក់ទងគ្រួសារទេ។ ជំហាននេះនៅបិទ រហូតដល់មានការដក និងបញ្ជាក់។",
    ),
    "domains_stable": Words(
        "A domain is below 3 or was not answered. Say why the case is closed all the same.",
        "វិស័យមួយក្រោម 3 ឬគ្មានចម្លើយ។ សូមបញ្ជាក់មូលហេតុដែលនៅតែបិទករណី។",
    ),
    "first_action": Words(
        "Record a first tracing action, or propose a match.", "សូមកត់ត្រាសកម្មភាពស្វែងរកដំបូង ឬស្នើការផ្គូផ្គង។"
    ),
    "first_sign_off": Words(
        "The first sign-off is missing, or answers changed since. Sign again over the answers as they are now.",
        "ខ្វះហត្ថលេខាទី1 ឬចម្លើយបានផ្លាស់ប្តូរក្រោយចុះហត្ថលេខា។ សូមចុះហត្ថលេខាម្តងទៀតលើចម្លើយបច្ចុប្បន្ន។",
    ),
    "heard_apart": Words("Hear both sides apart, and record it.", "សូមសួរភាគីទាំងពីរដាច់ដោយឡែក ហើយកត់ត្រា។"),
    "home_safe": Words(
        "The home must be safe, or need support that a goal of the plan gives.",
        "ផ្ទះត្រូវមានសុវត្ថិភាព ឬត្រូវការការគាំទ្រដែលមានក្នុងគោលដៅនៃផែនការ។",
    ),
    "initial_assessment": Words("Complete an initial assessment.", "សូមបំពេញការវាយតម្លៃដំបូង។"),
    "inquiry_open": Words("The inquiry is closed. It is reopened first.", "សំណើស្វែងរកបានបិទ។ ត្រូវបើកវាឡើងវិញជាមុន។"),
    "match_confirmed": Words("The match must be confirmed first.", "ត្រូវបញ្ជាក់ការផ្គូផ្គងជាមុន។"),
    "office_of_case": Words(
        "A transfer starts at the office that is responsible for the case.",
        "ការផ្ទេរត្រូវចាប់ពីការិយាល័យទទួលបន្ទុកករណី។",
    ),
    "other_person": Words("Another person than the author approves this.", "អ្នកផ្សេងពីអ្នកសរសេរត្រូវអនុម័តចំណុចនេះ។"),
    "other_signer": Words(
        "The second sign-off is given by another person than the first.",
        "ហត្ថលេខាទី2 ត្រូវចុះដោយអ្នកផ្សេងពីហត្ថលេខាទី1។",
    ),
    "pair_rejected": Words(
        "This pair was rejected before. Propose it again only with new facts.",
        "គូនេះធ្លាប់ត្រូវបានបដិសេធ។ សូមស្នើម្តងទៀតតែពេលមានព័ត៌មានថ្មី។",
    ),
    "person_agrees": Words(
        "The person agrees to the plan: record the answer yes.", "សាមីខ្លួនយល់ព្រមលើផែនការ៖ សូមកត់ត្រាចម្លើយ បាទ/ចាស។"
    ),
    "person_view": Words(
        "Ask for the view of the person and record it, or that the person did not wish to answer.",
        "សូមសួរទស្សនៈសាមីខ្លួន ហើយកត់ត្រា ឬកត់ត្រាថាមិនចង់ឆ្លើយ។",
    ),
    "person_wishes_tracing": Words("The person does not want the family traced.", "សាមីខ្លួនមិនចង់ស្វែងរកគ្រួសារទេ។"),
    "provider_active": Words(
        "This provider is not active. Choose another one.", "អ្នកផ្តល់សេវានេះមិនដំណើរការទេ។ សូមជ្រើសរើសអ្នកផ្សេង។"
    ),
    "reason": Words("Write the reason for this step.", "សូមសរសេរមូលហេតុនៃជំហាននេះ។"),
    "recent_visit": Words(
        "Visit the person: the last successful visit is more than 90 days ago.",
        "សូមចុះជួបសាមីខ្លួន៖ ការជួបចុងក្រោយលើសពី 90 ថ្ងៃហើយ។",
    ),
    "referral_open": Words(
        "A referral is still under way. Finish it, or revoke it.", "ការបញ្ជូនបន្តមួយនៅដំណើរការ។ សូមបញ្ចប់ ឬដកហូត។"
    ),
    "relative_located": Words(
        "Record the tracing action that located this relative.",
        "សូមកត់ត្រាសកម្មភាពស្វែងរកដែលបានរកឃើញសាច់ញាតិនេះ។",
    ),
    "relative_unsafe": Words(
        "A relative there is not safe to contact. This step stays closed until that is lifted and confirmed.",
        "សាច់ញាតិម្នាក់នៅទីនោះគ្មានសុវត្ថិភាពក្នុងការទាក់ទង។ ជំហាននេះនៅបិទ រហូតដល់មានការដក និងបញ្ជាក់។",
    ),
    "result_verified": Words("The verification must have the result verified.", "ការផ្ទៀងផ្ទាត់ត្រូវមានលទ្ធផលត្រឹមត្រូវ។"),
    "return_broken_down": Words(
        "Mark the return that rested on this match as broken down.",
        "សូមគូសការវិលត្រឡប់ដែលផ្អែកលើការផ្គូផ្គងនេះថាបរាជ័យ។",
    ),
    "return_done": Words("Record the return that took place.", "សូមកត់ត្រាការវិលត្រឡប់ដែលបានធ្វើ។"),
    "risk_low": Words(
        "The risk must be low before the case is closed as reintegrated.",
        "ហានិភ័យត្រូវទាប មុនបិទករណីថាសមាហរណកម្មជោគជ័យ។",
    ),
    "scope_agreed": Words(
        "Share only what the person agreed to share, or ask again.",
        "សូមចែករំលែកតែអ្វីដែលសាមីខ្លួនយល់ព្រម ឬសួរម្តងទៀត។",
    ),
    "search_longer": Words(
        "Not found needs three actions of two methods over half a year; a supervisor may decide earlier, with a reason.",
        "រកមិនឃើញ ត្រូវមានសកម្មភាពបី តាមវិធីពីរ ក្នុងកន្លះឆ្នាំ។ អ្នកគ្រប់គ្រងអាចសម្រេចមុន ដោយមានមូលហេតុ។",
    ),
    "second_sign_off": Words(
        "Answers changed after the second sign-off. Sign again over the answers as they are now.",
        "ចម្លើយបានផ្លាស់ប្តូរក្រោយហត្ថលេខាទី2។ សូមចុះហត្ថលេខាម្តងទៀតលើចម្លើយបច្ចុប្បន្ន។",
    ),
    "service_linked": Words("Link at least one service to this referral.", "សូមភ្ជាប់សេវាយ៉ាងតិចមួយទៅការបញ្ជូនបន្តនេះ។"),
    "service_offered": Words(
        "This provider does not offer this service. Choose another provider or service.",
        "អ្នកផ្តល់សេវានេះមិនផ្តល់សេវានេះទេ។ សូមជ្រើសរើសអ្នកផ្តល់សេវា ឬសេវាផ្សេង។",
    ),
    "side_heard": Words(
        "Hear both sides, and record the day, the worker and the answers.",
        "សូមសួរភាគីទាំងពីរ ហើយកត់ត្រាថ្ងៃ បុគ្គលិក និងចម្លើយ។",
    ),
    "sign_off_fresh": Words(
        "The second sign-off is older than 90 days. Look at the verification again and sign again.",
        "ហត្ថលេខាទី2 លើសពី 90 ថ្ងៃហើយ។ សូមពិនិត្យការផ្ទៀងផ្ទាត់ឡើងវិញ ហើយចុះហត្ថលេខាម្តងទៀត។",
    ),
    "stage_before_closing": Words(
        "Reopen the case into the stage it was closed from.", "សូមបើកករណីឡើងវិញក្នុងដំណាក់កាលមុនពេលបិទ។"
    ),
    "stage_monitoring": Words(
        "A case closed as reintegrated comes from the stage monitoring and support.",
        "ករណីដែលបិទថាសមាហរណកម្មជោគជ័យ ត្រូវមកពីដំណាក់កាលការតាមដាន និងគាំទ្រ។",
    ),
    "standards_of_care": Words(
        "This home does not meet the standards of care, or was not checked. Choose another one.",
        "មណ្ឌលនេះមិនគ្រប់ស្តង់ដារថែទាំ ឬមិនទាន់ពិនិត្យ។ សូមជ្រើសរើសមណ្ឌលផ្សេង។",
    ),
    "status_open_again": Words("Set the status of the case back to open.", "សូមកែស្ថានភាពករណីទៅបើកវិញ។"),
    "status_pending": Words(
        "Mark the case as being transferred in the same save.", "សូមគូសករណីថាកំពុងផ្ទេរ ក្នុងការរក្សាទុកតែមួយ។"
    ),
    "survivor_chosen": Words("Choose which of the two cases is kept.", "សូមជ្រើសរើសករណីណាដែលរក្សាទុក។"),
    "survivor_lasting": Words(
        "The kept case was itself joined into another. Choose the last one kept.",
        "ករណីដែលរក្សាទុកត្រូវបានបញ្ចូលទៅក្នុងករណីផ្សេងរួចហើយ។ សូមជ្រើសរើសករណីចុងក្រោយដែលរក្សាទុក។",
    ),
    "task_open": Words(
        "A task is still open. Finish it, or drop it with a reason.", "កិច្ចការមួយនៅបើក។ សូមបញ្ចប់ ឬបោះបង់ដោយមានមូលហេតុ។"
    ),
    "three_attempts": Words(
        "Lost to follow-up needs three attempts over 60 days, one in person and one with news from the commune or a safe "
        "relative.",
        "បាត់ការទាក់ទង ត្រូវមានការព្យាយាមបីដងក្នុង 60 ថ្ងៃ ម្តងជួបផ្ទាល់ និងម្តងមានព័ត៌មានពីឃុំ ភូមិ ឬសាច់ញាតិដែលមានសុវត្ថិភាព។",
    ),
    "three_facts": Words("Compare at least three facts that agree.", "សូមប្រៀបធៀបចំណុចត្រូវគ្នាយ៉ាងតិចបី។"),
    "three_visits": Words(
        "Visit the person at least three times after the return.", "សូមចុះជួបសាមីខ្លួនយ៉ាងតិចបីដងក្រោយការវិលត្រឡប់។"
    ),
    "two_agencies": Words("At least two agencies take part in a case conference.", "ស្ថាប័នយ៉ាងតិចពីរត្រូវចូលរួមកិច្ចប្រជុំករណី។"),
    "two_sign_offs": Words(
        "Two live sign-offs by different people are needed.", "ត្រូវមានហត្ថលេខាមានសុពលភាពពីរ ពីមនុស្សពីរនាក់។"
    ),
}
