"""What invented people say and invented workers note, in Khmer and English."""

SAYS = (
    "ខ្ញុំចង់ជួបម្តាយរបស់ខ្ញុំ", "ខ្ញុំចង់រៀនដេរ ហើយរកប្រាក់ដោយខ្លួនឯង", "ខ្ញុំសុខសប្បាយ ប៉ុន្តែពេលយប់ខ្ញុំគេងមិនលក់",
    "ខ្ញុំចង់ត្រឡប់ទៅរៀនវិញ", "អ្នកភូមិនិយាយដើមខ្ញុំ", "ប្អូនខ្ញុំនៅរៀន ខ្ញុំចង់ជួយគាត់", "ខ្ញុំមិនចង់ឱ្យឪពុកចុងដឹងទេ",
    "ការងារថ្មីល្អ ថៅកែចិត្តល្អ", "ខ្ញុំខ្លាចគេមករកខ្ញុំម្តងទៀត", "I want to open a small shop near the market",
    "My aunt is kind to me and I help her sell vegetables", "I do not want to talk about what happened",
    "I would like to know whether my brother is alive", "The debt is almost paid now",
)  # fmt: skip
NOTES = (
    "គាត់មើលទៅស្រស់ស្រាយជាងលើកមុន ហើយបាននិយាយអំពីការងារ។", "ផ្ទះមានសុវត្ថិភាព មានទឹកស្អាត និងអគ្គិសនី។",
    "ម្តាយសុំជំនួយថ្លៃសាលាសម្រាប់កូនពៅ។", "បានជួបមេភូមិ ហើយគាត់យល់ព្រមជួយតាមដាន។", "ត្រូវនាំទៅមណ្ឌលសុខភាពសប្តាហ៍ក្រោយ។",
    "គ្រួសារមានជម្លោះរឿងដី ប៉ុន្តែមិនមានហិង្សា។", "She has joined the sewing course and goes every morning.",
    "Household has no land; father works at a construction site in town.",
    "Spoke in the yard, later alone behind the house. Calm, answers freely.",
    "Grandmother takes care of both children while the mother is at the factory.",
    "Agreed to call before the next visit because the road floods in the rainy season.",
    "The commune council will write the residence letter this month.",
    "Asked again about documents: birth certificate was lost on the way home.",
)  # fmt: skip
GOALS = (
    ("education", "education", "Go back to grade 8 in October", "ត្រឡប់ទៅរៀនថ្នាក់ទី៨នៅខែតុលា"),
    ("economic", "vocational_training", "Finish the sewing course", "បញ្ចប់វគ្គដេរ"),
    ("economic", "self_employment", "Raise chickens behind the house", "ចិញ្ចឹមមាន់នៅក្រោយផ្ទះ"),
    ("health", "health", "See the doctor about the stomach pain", "ទៅជួបគ្រូពេទ្យអំពីឈឺពោះ"),
    ("legal", "documents", "Get the identity card", "ធ្វើអត្តសញ្ញាណប័ណ្ណ"),
    ("family", "family_mediation", "Talk with the elder sister again", "និយាយជាមួយបងស្រីម្តងទៀត"),
    ("mental_health", "counselling", "Sleep through the night", "គេងលក់ពេញមួយយប់"),
)  # fmt: skip
OCCUPATIONS = (
    "rice farmer", "កសិករ", "garment worker", "កម្មកររោងចក្រ", "fishing", "នេសាទ", "market seller", "លក់ដូរនៅផ្សារ",
    "construction worker", "motorbike taxi", "អ្នកធ្វើការក្រៅប្រទេស", "monk's helper",
)  # fmt: skip
MARKS = ("ស្លាកស្នាមលើថ្ងាស", "small scar on the left hand", "ប្រជ្រុយក្រោមភ្នែកស្តាំ", "burn on the right arm", "ធ្មេញខ្ចាត់")
OTHERS_PRESENT = ("ម្តាយ និងប្អូនស្រី", "aunt, in the next room", "មេភូមិ", "nobody", "grandmother and two children")
STRENGTHS = (
    "ម្តាយគាំទ្រ ហើយចង់ឱ្យកូនរៀន", "Close to her grandmother; neighbours help", "ចេះអក្សរ ហើយចេះលក់ដូរ",
    "Hard-working, has a skill in sewing", "មានមិត្តភក្តិល្អនៅសាលា",
)  # fmt: skip
VISIONS = ("ចង់មានហាងដេរផ្ទាល់ខ្លួន", "Live with the aunt and finish school", "ចង់នៅជិតម្តាយ", "A job near home and no debts")
DETAILS = ("ក្រោយវត្ត", "beside the primary school", "ជិតផ្សារ", "third house after the bridge", "តាមដងស្ទឹង")
LEARNT = ("អ្នកជិតខាងថាបានទៅធ្វើការនៅរោងចក្រ", "Neighbour says the family went to the fields until evening")
TRACING_WORDS = (
    "មេភូមិស្គាល់ឈ្មោះឪពុក ប៉ុន្តែគ្រួសារបានផ្លាស់ទៅឆ្ងាយហើយ។", "The commune list shows an aunt of that name; to be visited.",
    "បានបង្ហាញរូបថត គ្មានអ្នកស្គាល់។", "A cousin answered the phone and asked for time to tell the mother.",
)  # fmt: skip
WISHES = (
    "ចង់ស្វែងរកម្តាយ ប៉ុន្តែសុំកុំប្រាប់ឪពុកចុង។", "Wants to learn sewing first and then go home to her grandmother.",
    "ចង់ត្រឡប់ទៅផ្ទះក្រោយពេលរៀនចប់។", "Would like to stay near the shelter until the court case is over.",
)  # fmt: skip
NICKNAMES = ("មុំ", "Touch", "អូន", "Pov", "ស្រីតូច", "ណេត")
