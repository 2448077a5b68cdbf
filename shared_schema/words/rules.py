"""What each rule between fields says when it does not hold: what is wrong and what to do, in both languages.

The sentence is shown beside the field. The Khmer is a working translation that awaits a native social worker.
"""

from collections.abc import Mapping

from shared_schema.words.gates import GATE_WORDS
from shared_schema.words.sentence import Words

NOT_HELD = Words(
    "This cannot be checked here, because not everything it needs is on this computer.",
    "មិនអាចពិនិត្យនៅទីនេះបានទេ ព្រោះកុំព្យូទ័រនេះមិនមានព័ត៌មានទាំងអស់ដែលត្រូវការ។",
)

# a warning that says something else than the error of the same number stands under `<rule>_W`
RULE_WORDS: Mapping[str, Words] = {
    "rule_01": Words("Enter at least one name or a nickname.", "សូមបញ្ចូលឈ្មោះ ឬឈ្មោះហៅក្រៅយ៉ាងតិចមួយ។"),
    "rule_02": Words(
        "Enter a date of birth, or the stated age with the day it was stated. An age alone is marked as estimated.",
        "សូមបញ្ចូលថ្ងៃខែឆ្នាំកំណើត ឬអាយុតាមសម្តីជាមួយថ្ងៃដែលបានបញ្ជាក់។ បើមានតែអាយុ សូមគូសថាប៉ាន់ស្មាន។",
    ),
    "rule_02_W": Words(
        "The stated age and the date of birth differ by more than two years. Please look at both.",
        "អាយុតាមសម្តី និងថ្ងៃខែឆ្នាំកំណើតខុសគ្នាលើសពីពីរឆ្នាំ។ សូមពិនិត្យទាំងពីរ។",
    ),
    "rule_03": Words(
        "A closed case has the stage case closure, a closing day not before registration, and a reason. Complete these "
        "together, or reopen the case.",
        "ករណីដែលបិទត្រូវមានដំណាក់កាលបិទករណី ថ្ងៃបិទមិនមុនថ្ងៃចុះបញ្ជី និងមូលហេតុ។ សូមបំពេញទាំងអស់ ឬបើកករណីឡើងវិញ។",
    ),
    "rule_04": Words(
        "A safety answer is lowered only by someone who has seen it and gives a reason. Write the reason, or ask the "
        "supervisor.",
        "ចម្លើយសុវត្ថិភាពអាចបន្ថយបានតែដោយអ្នកដែលបានឃើញវា និងមានមូលហេតុ។ សូមសរសេរមូលហេតុ ឬសួរអ្នកគ្រប់គ្រង។",
    ),
    "rule_05": Words("Say why the family must not be contacted.", "សូមបញ្ជាក់មូលហេតុដែលមិនត្រូវទាក់ទងគ្រួសារ។"),
    "rule_06": Words(
        "Choose a family member of this case who was not voided.",
        "សូមជ្រើសរើសសមាជិកគ្រួសារក្នុងករណីនេះ ដែលមិនត្រូវបានលុបចោល។",
    ),
    "rule_07": Words(
        "The main caregiver is recorded as dead. Please look at who cares for the person now.",
        "អ្នកថែទាំចម្បងត្រូវបានកត់ត្រាថាស្លាប់។ សូមពិនិត្យថាអ្នកណាថែទាំសាមីខ្លួនឥឡូវនេះ។",
    ),
    "rule_08": Words(
        "The person lives with a parent who is marked unsafe to contact. Look at the arrangement or at the safety answer.",
        "សាមីខ្លួនរស់នៅជាមួយឪពុក ឬម្តាយដែលត្រូវបានគូសថាគ្មានសុវត្ថិភាព។ សូមពិនិត្យការរៀបចំ ឬចម្លើយសុវត្ថិភាព។",
    ),
    "rule_09": Words(
        "The main target group is one of all groups that apply, and not the family of a beneficiary.",
        "ក្រុមគោលដៅចម្បងត្រូវជាក្រុមមួយក្នុងចំណោមក្រុមទាំងអស់ដែលពាក់ព័ន្ធ ហើយមិនមែនជាគ្រួសាររបស់អ្នកទទួលផលទេ។",
    ),
    "rule_10": Words(
        "This date lies before the person's birth, or after the person died. Please look at the date.",
        "ថ្ងៃនេះនៅមុនថ្ងៃកំណើត ឬក្រោយពេលសាមីខ្លួនស្លាប់។ សូមពិនិត្យថ្ងៃនេះ។",
    ),
    "rule_10_W": Words(
        "This visit lies before the day of registration. Please look at the date.",
        "ការចុះជួបនេះនៅមុនថ្ងៃចុះបញ្ជី។ សូមពិនិត្យថ្ងៃនេះ។",
    ),
    "rule_11": Words(
        "The separation comes before the inquiry, and the last news after the separation. Please look at the dates.",
        "ការបែកគ្នាត្រូវនៅមុនសំណើស្វែងរក ហើយដំណឹងចុងក្រោយនៅក្រោយការបែកគ្នា។ សូមពិនិត្យថ្ងៃទាំងនេះ។",
    ),
    "rule_12": Words(
        "This consent is not complete: sharing needs what may be shared, a thumbprint or spoken consent needs a witness, "
        "spoken consent without a witness is for services only, and the end comes after the decision.",
        "ការយល់ព្រមនេះមិនទាន់គ្រប់ទេ៖ ការចែករំលែកត្រូវបញ្ជាក់អ្វីដែលអាចចែករំលែក ស្នាមមេដៃ ឬផ្ទាល់មាត់ត្រូវមានសាក្សី "
        "ផ្ទាល់មាត់គ្មានសាក្សីសម្រាប់តែសេវា ហើយថ្ងៃផុតកំណត់ត្រូវនៅក្រោយថ្ងៃសម្រេច។",
    ),
    "rule_13": Words(
        "The person was under 18: a guardian or an authority consents, and the child is asked. Record both.",
        "សាមីខ្លួនមានអាយុក្រោម 18 ឆ្នាំ៖ អាណាព្យាបាល ឬអាជ្ញាធរជាអ្នកយល់ព្រម ហើយត្រូវសួរកុមារផង។ សូមកត់ត្រាទាំងពីរ។",
    ),
    "rule_14": Words(
        "High risk needs a reason. Medium or high risk needs a risk factor in the last assessment.",
        "ហានិភ័យខ្ពស់ត្រូវមានមូលហេតុ។ ហានិភ័យមធ្យម ឬខ្ពស់ត្រូវមានកត្តាហានិភ័យក្នុងការវាយតម្លៃចុងក្រោយ។",
    ),
    "rule_15": Words(
        "A case has one account only. Bring the two together and void the other.",
        "ករណីមួយមានសាវតាតែមួយ។ សូមបញ្ចូលទាំងពីរគ្នា ហើយលុបចោលមួយទៀត។",
    ),
    "rule_15_W": Words(
        "The case has been in integration for 30 days without an account. Record what is known, without asking the person "
        "again.",
        "ករណីនេះស្ថិតក្នុងដំណាក់កាលសមាហរណកម្ម 30 ថ្ងៃហើយ ដោយគ្មានសាវតា។ សូមកត់ត្រាអ្វីដែលដឹង ដោយមិនសួរសាមីខ្លួនម្តងទៀត។",
    ),
    "rule_16": Words(
        "A match names either an inquiry or a located relative, and a pair has one open match. Void the one too many.",
        "ការផ្គូផ្គងមួយបញ្ជាក់សំណើស្វែងរក ឬសាច់ញាតិដែលរកឃើញតែមួយ ហើយគូនីមួយៗមានការផ្គូផ្គងបើកតែមួយ។ សូមលុបចោលអាដែលលើស។",
    ),
    "rule_17": Words(
        "A confirmed match needs a verification with the result verified and two live sign-offs by different people.",
        "ការផ្គូផ្គងដែលបានបញ្ជាក់ត្រូវមានការផ្ទៀងផ្ទាត់ដែលមានលទ្ធផលត្រឹមត្រូវ និងហត្ថលេខាមានសុពលភាពពីរពីមនុស្សពីរនាក់។",
    ),
    "rule_18": Words(
        "The result verified needs both sides heard apart, at least three facts that agree, and a family that did not take "
        "part.",
        "លទ្ធផលត្រឹមត្រូវ ត្រូវបានសួរភាគីទាំងពីរដាច់ដោយឡែក មានចំណុចត្រូវគ្នាយ៉ាងតិចបី ហើយគ្រួសារមិនពាក់ព័ន្ធ។",
    ),
    "rule_19": Words(
        "This return took place while something it needs was missing. Look at what was missing on that day.",
        "ការវិលត្រឡប់នេះបានធ្វើ ខណៈដែលអ្វីមួយដែលត្រូវការនៅខ្វះ។ សូមពិនិត្យអ្វីដែលខ្វះនៅថ្ងៃនោះ។",
    ),
    "rule_20": Words(
        "The person is recorded as reunited with this relative twice. Keep one of the two matches.",
        "សាមីខ្លួនត្រូវបានកត់ត្រាថាជួបជុំជាមួយសាច់ញាតិនេះពីរដង។ សូមទុកការផ្គូផ្គងតែមួយ។",
    ),
    "rule_20_W": Words(
        "Two matches of this case are confirmed. Please look whether both are right.",
        "ការផ្គូផ្គងពីរនៃករណីនេះត្រូវបានបញ្ជាក់។ សូមពិនិត្យថាតើទាំងពីរត្រឹមត្រូវឬទេ។",
    ),
    "rule_21": Words(
        "A relative who took part is marked unsafe to contact; where no relative is named, the family is not contacted. "
        "Record this in the same save.",
        "សាច់ញាតិដែលពាក់ព័ន្ធត្រូវគូសថាកុំទាក់ទង។ បើមិនបានបញ្ជាក់សាច់ញាតិណា មិនត្រូវទាក់ទងគ្រួសារទេ។ សូមកត់ត្រាក្នុងការរក្សាទុកតែមួយ។",
    ),
    "rule_22": Words(
        "On the day of sending no consent for this provider was in force. Record the consent, or ask the supervisor.",
        "នៅថ្ងៃផ្ញើ គ្មានការយល់ព្រមសម្រាប់អ្នកផ្តល់សេវានេះទេ។ សូមកត់ត្រាការយល់ព្រម ឬសួរអ្នកគ្រប់គ្រង។",
    ),
    "rule_22_W": Words(
        "The consent for this referral was withdrawn. Revoke the referral and tell the receiver to stop and destroy.",
        "ការយល់ព្រមសម្រាប់ការបញ្ជូនបន្តនេះត្រូវបានដក។ សូមដកហូតការបញ្ជូនបន្ត ហើយប្រាប់អ្នកទទួលឱ្យឈប់ និងបំផ្លាញព័ត៌មាន។",
    ),
    "rule_23": Words(
        "More is shared than the person agreed to, or the account by someone without clearance. Share less, or ask again.",
        "ការចែករំលែកលើសពីអ្វីដែលសាមីខ្លួនយល់ព្រម ឬសាវតាដោយអ្នកគ្មានសិទ្ធិ។ សូមចែករំលែកតិចជាងនេះ ឬសួរសាមីខ្លួនម្តងទៀត។",
    ),
    "rule_24": Words(
        "A service is given by a provider or by our own office, not both, and does not end before it starts.",
        "សេវាត្រូវផ្តល់ដោយអ្នកផ្តល់សេវា ឬការិយាល័យយើង មិនមែនទាំងពីរទេ ហើយមិនចប់មុនចាប់ផ្តើម។",
    ),
    "rule_24_W": Words(
        "The directory does not say that this provider offers this service. Please look at both.",
        "បញ្ជីមិនបានបញ្ជាក់ថាអ្នកផ្តល់សេវានេះផ្តល់សេវានេះទេ។ សូមពិនិត្យទាំងពីរ។",
    ),
    "rule_25": Words(
        "Where the person was not seen, say why, and leave the questions to the person empty. Where the person was seen, "
        "leave the reason empty.",
        "បើមិនបានជួបសាមីខ្លួន សូមបញ្ជាក់មូលហេតុ ហើយទុកសំណួរសម្រាប់សាមីខ្លួនឱ្យទទេ។ បើបានជួប សូមទុកមូលហេតុឱ្យទទេ។",
    ),
    "rule_26": Words(
        "The person lives with other people now: say why, and with whom.",
        "សាមីខ្លួនរស់នៅជាមួយអ្នកផ្សេងហើយ៖ សូមបញ្ជាក់មូលហេតុ និងរស់នៅជាមួយអ្នកណា។",
    ),
    "rule_26_W": Words(
        "The visit says that the arrangement changed, but the case does not say so yet. Please bring the case up to date.",
        "ការចុះជួបបញ្ជាក់ថាការរស់នៅបានផ្លាស់ប្តូរ ប៉ុន្តែករណីមិនទាន់បានកែ។ សូមកែករណីឱ្យទាន់សម័យ។",
    ),
    "rule_27": Words(
        "Income without work, or school below the age of four. Please look at both answers.",
        "មានចំណូលដោយគ្មានការងារ ឬទៅរៀនមុនអាយុបួនឆ្នាំ។ សូមពិនិត្យចម្លើយទាំងពីរ។",
    ),
    "rule_28": Words(
        "The next visit comes after this one. Where it is later than the pattern allows, say why.",
        "ការចុះជួបបន្ទាប់ត្រូវនៅក្រោយលើកនេះ។ បើយឺតជាងកាលវិភាគ សូមបញ្ជាក់មូលហេតុ។",
    ),
    "rule_29": Words(
        "Signed minutes need the view of the person, two agencies, and for each decision one owner and a day not before "
        "the conference.",
        "កំណត់ហេតុដែលចុះហត្ថលេខាត្រូវមានទស្សនៈសាមីខ្លួន ស្ថាប័នពីរ ហើយសេចក្តីសម្រេចនីមួយៗមានអ្នកទទួលខុសត្រូវម្នាក់ និងថ្ងៃកំណត់មិនមុនកិច្ចប្រជុំករណី។",
    ),
    "rule_30": Words(
        "A finished task has a day, a dropped one says why, and only a task from an alert says how the alert was handled.",
        "កិច្ចការដែលរួចមានថ្ងៃ កិច្ចការដែលបោះបង់មានមូលហេតុ ហើយមានតែកិច្ចការពីការព្រមានទេដែលបញ្ជាក់ពីការដោះស្រាយ។",
    ),
    "rule_31": Words(
        "A closure is approved by a supervisor or coordinator who did not write it, for the reason that the case names.",
        "ការបិទករណីត្រូវអនុម័តដោយអ្នកគ្រប់គ្រង ឬអ្នកសម្របសម្រួលដែលមិនបានសរសេរវា ដោយមូលហេតុដូចក្នុងករណី។",
    ),
    "rule_32": Words(
        "A transfer starts at the office of the case and names a worker of the receiving office.",
        "ការផ្ទេរត្រូវចាប់ពីការិយាល័យទទួលបន្ទុកករណី ហើយបញ្ជាក់បុគ្គលិកនៃការិយាល័យទទួល។",
    ),
    "rule_33": Words(
        "Of two joined cases one is kept, and it is not itself joined into the other. Choose the case to keep.",
        "ក្នុងចំណោមករណីពីរដែលបញ្ចូលគ្នា ត្រូវទុកមួយ ហើយករណីនោះមិនត្រូវបានបញ្ចូលទៅក្នុងមួយទៀតទេ។ សូមជ្រើសរើសករណីដែលរក្សាទុក។",
    ),
    "rule_34": Words(
        "A case is marked as a duplicate exactly when it was joined into another. Correct the status, or join the cases.",
        "ករណីមានស្ថានភាពស្ទួនតែពេលបានបញ្ចូលទៅក្នុងករណីផ្សេង។ សូមកែស្ថានភាព ឬបញ្ចូលករណី។",
    ),
    "rule_35": Words(
        "An achieved goal has the day it was reached, and only an achieved one has it.",
        "គោលដៅដែលសម្រេចមានថ្ងៃសម្រេច ហើយមានតែគោលដៅសម្រេចទេដែលមានថ្ងៃនេះ។",
    ),
    "rule_35_W": Words(
        "This goal has had no service for 60 days. Please look at it with the person.",
        "គោលដៅនេះគ្មានសេវាអស់ 60 ថ្ងៃហើយ។ សូមពិនិត្យជាមួយសាមីខ្លួន។",
    ),
    "rule_36": Words(
        "There are more free places than places. Please correct one of the two.",
        "កន្លែងទំនេរមានច្រើនជាងកន្លែងទាំងអស់។ សូមកែចំនួនមួយ។",
    ),
    "rule_36_W": Words(
        "No free place is known there within the last 30 days. Please call before sending.",
        "ក្នុង 30 ថ្ងៃចុងក្រោយ មិនដឹងថាមានកន្លែងទំនេរទេ។ សូមទូរស័ព្ទមុនផ្ញើ។",
    ),
    "rule_37": Words(
        "This record names a restricted one. Take the reference out; the link goes the other way.",
        "កំណត់ត្រានេះយោងទៅកំណត់ត្រាសម្ងាត់។ សូមដកការយោងចេញ ព្រោះតំណទៅតែម្ខាង។",
    ),
    "rule_38": Words("Say why this record is voided.", "សូមបញ្ជាក់មូលហេតុដែលលុបកំណត់ត្រានេះចោល។"),
    "rule_39": Words(
        "The person's consent for the study was not in force on that day. Record the consent, or void the answers.",
        "នៅថ្ងៃនោះ គ្មានការយល់ព្រមសម្រាប់ការសិក្សាទេ។ សូមកត់ត្រាការយល់ព្រម ឬលុបចម្លើយចោល។",
    ),
    "rule_39_W": Words(
        "There is a photo without consent in force. Record the consent, or take the photo away.",
        "មានរូបថតដោយគ្មានការយល់ព្រម។ សូមកត់ត្រាការយល់ព្រម ឬដករូបថតចេញ។",
    ),
    "check_one_of": Words("Fill in at least one of these.", "សូមបំពេញយ៉ាងតិចមួយក្នុងចំណោមចំណុចទាំងនេះ។"),
    "check_owner": Words("Name one person or one agency who does it.", "សូមបញ្ជាក់បុគ្គលិកម្នាក់ ឬស្ថាប័នមួយដែលទទួលខុសត្រូវ។"),
    "check_period": Words(
        "The end lies before the beginning. Please look at both.", "ថ្ងៃបញ្ចប់នៅមុនថ្ងៃចាប់ផ្តើម។ សូមពិនិត្យទាំងពីរ។"
    ),
    "check_khmer_letters": Words(
        "This name has letters that are not Khmer. Please look at the spelling.",
        "ឈ្មោះនេះមានអក្សរដែលមិនមែនជាអក្សរខ្មែរ។ សូមពិនិត្យអក្ខរាវិរុទ្ធ។",
    ),
    "check_national_id": Words(
        "A national ID number has nine digits. Please look at the card again.",
        "លេខអត្តសញ្ញាណប័ណ្ណមានប្រាំបួនខ្ទង់។ សូមពិនិត្យប័ណ្ណម្តងទៀត។",
    ),
    "check_animal_year": Words(
        "The animal year and the date of birth do not fit together. Please ask again.",
        "ឆ្នាំសត្វ និងថ្ងៃខែឆ្នាំកំណើតមិនត្រូវគ្នាទេ។ សូមសួរម្តងទៀត។",
    ),
    "check_other_office": Words("Choose another office than the present one.", "សូមជ្រើសរើសការិយាល័យផ្សេងពីការិយាល័យបច្ចុប្បន្ន។"),
    "check_pair_order": Words(
        "The two cases are different ones and stand in the order of their ids.",
        "ករណីទាំងពីរត្រូវខុសគ្នា ហើយរៀបតាមលំដាប់លេខសម្គាល់។",
    ),
    "check_domain_reason": Words(
        "A domain is below 3 or was not answered. Say why the case is closed all the same.",
        "វិស័យមួយក្រោម 3 ឬគ្មានចម្លើយ។ សូមបញ្ជាក់មូលហេតុដែលនៅតែបិទករណី។",
    ),
    "check_future": Words(
        "This date lies after today. Look at the date, and at the clock of this computer.",
        "ថ្ងៃនេះនៅក្រោយថ្ងៃបច្ចុប្បន្ន។ សូមពិនិត្យថ្ងៃ និងនាឡិកាកុំព្យូទ័រនេះ។",
    ),
    "check_worker": Words(
        "The social worker does not work at this office any more. Please assign the case.",
        "បុគ្គលិកសង្គមមិនធ្វើការនៅការិយាល័យនេះទៀតទេ។ សូមប្រគល់ករណីឱ្យអ្នកទទួលបន្ទុក។",
    ),
    "rule_40": Words(
        "Names and words of cases never stand in figures, exports without names, or logs.",
        "ឈ្មោះ និងពាក្យក្នុងករណីមិនដែលមានក្នុងតួលេខ ការនាំចេញគ្មានឈ្មោះ ឬកំណត់ហេតុប្រព័ន្ធទេ។",
    ),
    "rule_41": Words(
        "Only the person who signs, approves or decides may be named as doing so. Sign in as that person, or ask them.",
        "មានតែអ្នកដែលចុះហត្ថលេខា អនុម័ត ឬសម្រេចប៉ុណ្ណោះ ដែលអាចដាក់ឈ្មោះបាន។ សូមចូលជាបុគ្គលនោះ ឬសួរគាត់។",
    ),
    "rule_42": Words(
        "The same number stands on two records. Please look which of the two keeps it.",
        "លេខតែមួយមានលើកំណត់ត្រាពីរ។ សូមពិនិត្យថាកំណត់ត្រាណារក្សាលេខនេះ។",
    ),
}


def rule_words(rule: str, severity: str) -> Words:
    """The sentence of a finding by its rule and severity (`E`, `W`, `unchecked`); raises KeyError for unknown rules.

    A finding `gate_<code>` says what that gate says (words/gates.py).
    """
    if severity == "unchecked":
        return NOT_HELD
    if rule.startswith("gate_"):
        return GATE_WORDS[rule.removeprefix("gate_")]
    if severity == "W" and rule + "_W" in RULE_WORDS:
        return RULE_WORDS[rule + "_W"]
    return RULE_WORDS[rule]
