"""Words of `bundle` on laptops and servers: what rides, what was read, where it still is."""

from shared_schema.words.cli import Phrase

MADE = Phrase(
    "Bundle made for %(server)s: %(file)s (%(records)s records, %(kb)s KB). It is sealed: nobody else can open it.",
    "បានបង្កើតកញ្ចប់សម្រាប់ %(server)s៖ %(file)s (%(records)s កំណត់ត្រា, %(kb)s KB)។ វាត្រូវបានចាក់សោ៖ គ្មានអ្នកផ្សេងអាចបើកបានឡើយ។",
)
STAYS = Phrase(
    "Everything stays on this laptop too, until a receipt has been read here.",
    "ទិន្នន័យទាំងអស់នៅក្នុងកុំព្យូទ័រនេះដដែល រហូតដល់បង្កាន់ដៃទទួលត្រូវបានអាននៅទីនេះ។",
)
ALREADY = Phrase("Already read on %(day)s: nothing changed.", "បានអានរួចហើយនៅថ្ងៃ %(day)s៖ គ្មានអ្វីត្រូវបានផ្លាស់ប្តូរទេ។")
RECEIVED = Phrase("Received by %(server)s: %(n)s records.", "%(server)s បានទទួល៖ %(n)s កំណត់ត្រា។")
ARRIVED = Phrase("New or changed here: %(n)s records.", "ថ្មី ឬបានផ្លាស់ប្តូរនៅទីនេះ៖ %(n)s កំណត់ត្រា។")
WAITING = Phrase("Not yet received by %(server)s: %(n)s changes.", "%(server)s មិនទាន់ទទួល៖ ការកែប្រែ %(n)s។")
MORE = Phrase(
    "More is waiting there than fits into one answer: make a new bundle and have it answered.",
    "នៅទីនោះមានច្រើនជាងដែលអាចដាក់ក្នុងចម្លើយតែមួយ៖ សូមបង្កើតកញ្ចប់ថ្មី ហើយសុំចម្លើយ។",
)
IN_PART = Phrase(
    "Read up to where it was damaged: %(sections)s of %(of)s parts. The rest is still where it was made.",
    "បានអានដល់កន្លែងដែលខូច៖ %(sections)s ផ្នែក ក្នុងចំណោម %(of)s។ នៅសល់នៅកន្លែងដែលវាត្រូវបានបង្កើត។",
)
CAN_BE_READ_IN_PART = Phrase(
    "To read the parts that are whole: the same command with --part.",
    "ដើម្បីអានផ្នែកដែលនៅល្អ៖ ប្រើពាក្យបញ្ជាដដែលជាមួយ --part។",
)
FROM_LAPTOP = Phrase("From laptop %(code)s, made on %(day)s.", "ពីកុំព្យូទ័រ %(code)s បង្កើតនៅថ្ងៃ %(day)s។")
TAKEN = Phrase(
    "Received: %(n)s changes. Here before: %(before)s. Set aside for a person: %(aside)s.",
    "បានទទួល៖ ការកែប្រែ %(n)s។ មាននៅទីនេះរួចហើយ៖ %(before)s។ ទុកដោយឡែកសម្រាប់មនុស្សពិនិត្យ៖ %(aside)s។",
)
WAITS = Phrase(
    "Part of it waits for an earlier bundle of this laptop. Read that one, then this one again.",
    "ផ្នែកខ្លះរង់ចាំកញ្ចប់មុនរបស់កុំព្យូទ័រនេះ។ សូមអានកញ្ចប់មុននោះ រួចអានកញ្ចប់នេះម្តងទៀត។",
)
ONLY_SENDS = Phrase(
    "This laptop was reported lost, or its certificate has ended: its changes wait for a person, and it gets a receipt alone.",
    "កុំព្យូទ័រនេះត្រូវបានរាយការណ៍ថាបាត់ ឬវិញ្ញាបនបត្ររបស់វាផុតកំណត់៖ ការកែប្រែរបស់វារង់ចាំមនុស្សពិនិត្យ ហើយវាទទួលបានតែបង្កាន់ដៃប៉ុណ្ណោះ។",
)
ANSWERED = Phrase(
    "Answer for laptop %(code)s: %(file)s (%(records)s records, %(kb)s KB). Only that laptop opens it.",
    "ចម្លើយសម្រាប់កុំព្យូទ័រ %(code)s៖ %(file)s (%(records)s កំណត់ត្រា, %(kb)s KB)។ មានតែកុំព្យូទ័រនោះទេដែលអាចបើកបាន។",
)
INSPECTED = Phrase(
    "%(what)s, made on %(day)s: %(sections)s of %(of)s parts are whole. Nothing was read.",
    "%(what)s បង្កើតនៅថ្ងៃ %(day)s៖ %(sections)s ផ្នែក ក្នុងចំណោម %(of)s នៅល្អ។ មិនបានអានអ្វីឡើយ។",
)
ANSWER = Phrase("An answer for this laptop", "ចម្លើយសម្រាប់កុំព្យូទ័រនេះ")
RECEIPT = Phrase("A receipt for this laptop", "បង្កាន់ដៃទទួលសម្រាប់កុំព្យូទ័រនេះ")
CARRIED = Phrase("Bundle of %(day)s: %(state)s", "កញ្ចប់ថ្ងៃ %(day)s៖ %(state)s")
HAS_RECEIPT = Phrase("received", "បានទទួល")
NO_RECEIPT = Phrase("no receipt yet", "មិនទាន់មានបង្កាន់ដៃ")
FROM_HUB = Phrase("From hub %(code)s, made on %(day)s.", "ពីចំណុចបញ្ជូន %(code)s បង្កើតនៅថ្ងៃ %(day)s។")
REFUSED = Phrase(
    "Not taken in: the work of %(n)s laptops. What and why: sync-server hub status %(code)s",
    "មិនបានទទួល៖ ការងាររបស់កុំព្យូទ័រ %(n)s។ អ្វីខ្លះ និងហេតុអ្វី៖ sync-server hub status %(code)s",
)
HUB_ONLY_SENDS = Phrase(
    "This hub was withdrawn: what laptops signed is received, and it gets a receipt alone.",
    "ចំណុចបញ្ជូននេះត្រូវបានដកចេញ៖ អ្វីដែលកុំព្យូទ័របានចុះហត្ថលេខាត្រូវបានទទួល ហើយវាទទួលបានតែបង្កាន់ដៃប៉ុណ្ណោះ។",
)
MADE_FOR_CENTRE = Phrase(
    "Bundle made for the centre: %(file)s (%(n)s changes, %(kb)s KB). It is sealed: nobody else can open it.",
    "បានបង្កើតកញ្ចប់សម្រាប់មជ្ឈមណ្ឌលកណ្តាល៖ %(file)s (ការកែប្រែ %(n)s, %(kb)s KB)។ វាត្រូវបានចាក់សោ៖ គ្មានអ្នកផ្សេងអាចបើកបានឡើយ។",
)
STAYS_AT_HUB = Phrase(
    "Everything stays at this hub too, until an answer has been read here.",
    "ទិន្នន័យទាំងអស់នៅក្នុងចំណុចបញ្ជូននេះដដែល រហូតដល់ចម្លើយត្រូវបានអាននៅទីនេះ។",
)
ANSWERED_HUB = Phrase(
    "Answer for hub %(code)s: %(file)s (%(records)s records, %(kb)s KB). Only that hub opens it.",
    "ចម្លើយសម្រាប់ចំណុចបញ្ជូន %(code)s៖ %(file)s (%(records)s កំណត់ត្រា, %(kb)s KB)។ មានតែចំណុចបញ្ជូននោះទេដែលអាចបើកបាន។",
)
ANSWER_READ = Phrase(
    "Answer of the centre read: %(n)s records. Changes that still wait for the centre: %(waits)s.",
    "បានអានចម្លើយរបស់មជ្ឈមណ្ឌលកណ្តាល៖ %(n)s កំណត់ត្រា។ ការកែប្រែដែលនៅរង់ចាំមជ្ឈមណ្ឌលកណ្តាល៖ %(waits)s។",
)
PHOTOS_MADE = Phrase(
    "Photos for %(server)s: %(file)s (%(photos)s photos, %(size)s). Carry it together with the bundle.",
    "រូបថតសម្រាប់ %(server)s៖ %(file)s (រូបថត %(photos)s, %(size)s)។ សូមយកវាទៅជាមួយកញ្ចប់។",
)
PHOTOS_ASK = Phrase(
    "Question about photos for %(server)s: %(file)s. Carry it together with the bundle.",
    "សំណួរអំពីរូបថតសម្រាប់ %(server)s៖ %(file)s។ សូមយកវាទៅជាមួយកញ្ចប់។",
)
PHOTOS_TAKEN = Phrase(
    "Photos and papers: %(n)s pieces received, %(before)s were here before.",
    "រូបថត និងឯកសារ៖ បានទទួល %(n)s ផ្នែក, %(before)s មាននៅទីនេះរួចហើយ។",
)
PHOTOS_ANSWERED = Phrase(
    "Photos for %(code)s: %(file)s (%(photos)s photos, %(size)s). Carry it together with the answer.",
    "រូបថតសម្រាប់ %(code)s៖ %(file)s (រូបថត %(photos)s, %(size)s)។ សូមយកវាទៅជាមួយចម្លើយ។",
)
PHOTOS_READ = Phrase(
    "Photos and papers: %(n)s arrived here. %(server)s has %(received)s of yours.",
    "រូបថត និងឯកសារ៖ បានមកដល់ទីនេះ %(n)s។ %(server)s មាន %(received)s របស់លោកអ្នក។",
)
PHOTOS_WAIT = Phrase(
    "%(n)s pieces belong to records that are not here yet. Read the bundle with the records, then this file again.",
    "%(n)s ផ្នែកជារបស់កំណត់ត្រាដែលមិនទាន់មាននៅទីនេះ។ សូមអានកញ្ចប់ដែលមានកំណត់ត្រា រួចអានឯកសារនេះម្តងទៀត។",
)
PHOTOS_IN_PART = Phrase(
    "The file is damaged: %(whole)s of %(of)s pieces were whole. The rest is still where it was made.",
    "ឯកសារនេះខូច៖ %(whole)s ផ្នែក ក្នុងចំណោម %(of)s នៅល្អ។ នៅសល់នៅកន្លែងដែលវាត្រូវបានបង្កើត។",
)
PHOTOS = Phrase("Photos for this laptop", "រូបថតសម្រាប់កុំព្យូទ័រនេះ")
