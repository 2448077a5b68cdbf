"""What `sync-server hub` prints at the centre, in both languages."""

from shared_schema.words.cli import Phrase

READ_ALOUD = Phrase(
    "Words of this request: %(words)s. Telephone the hub before you carry the answer: it must read the same words.",
    "ពាក្យនៃសំណើនេះ៖ %(words)s។ សូមទូរស័ព្ទទៅចំណុចបញ្ជូន មុនយកចម្លើយទៅ៖ វាត្រូវអានពាក្យដូចគ្នា។",
)
ADMITTED = Phrase(
    "%(hub)s is a hub now, for %(offices)s. Carry %(file)s to it and run there: sync-server hub join %(file)s",
    "%(hub)s ឥឡូវជាចំណុចបញ្ជូនសម្រាប់ %(offices)s។ សូមយក %(file)s ទៅវា ហើយដំណើរការនៅទីនោះ៖ sync-server hub join %(file)s",
)
ORGANISATION_WORDS = Phrase(
    "At the hub the words of the organisation must read: %(words)s",
    "នៅចំណុចបញ្ជូន ពាក្យរបស់អង្គការត្រូវអានថា៖ %(words)s",
)
ROOT_AWAY = Phrase(
    "Take the stick with the root key out and lock it away.", "សូមដកឧបករណ៍ USB ដែលមានកូនសោដើម ហើយចាក់សោរក្សាទុក។"
)
WITHDRAWN = Phrase(
    "%(hub)s was withdrawn: it gets nothing more, and laptops of %(offices)s are told at their next contact.",
    "%(hub)s ត្រូវបានដក៖ វាមិនទទួលអ្វីទៀតទេ ហើយកុំព្យូទ័ររបស់ %(offices)s នឹងត្រូវប្រាប់នៅពេលភ្ជាប់លើកក្រោយ។",
)
CUT_OFF = Phrase(
    "Cut off with it: %(laptops)s. Each sends what it has, which is set aside for the office, and then erases itself; "
    "each worker needs a new slip. One that proves to be good: sync-server device found",
    "ត្រូវបានកាត់ផ្តាច់ជាមួយវា៖ %(laptops)s។ កុំព្យូទ័រនីមួយៗផ្ញើអ្វីដែលវាមាន ដែលត្រូវទុកដោយឡែកសម្រាប់ការិយាល័យ ហើយលុបខ្លួនវា។ "
    "បុគ្គលិកម្នាក់ៗត្រូវការក្រដាសចុះឈ្មោះថ្មី។ បើកុំព្យូទ័រណាមួយល្អ៖ sync-server device found",
)
ITS_LAPTOPS = Phrase(
    "Laptops that it enrolled stay in use: %(laptops)s. To cut off all of them: sync-server hub withdraw %(hub)s --with-laptops",
    "កុំព្យូទ័រដែលវាបានចុះឈ្មោះនៅតែប្រើបាន៖ %(laptops)s។ ដើម្បីកាត់ផ្តាច់ទាំងអស់៖ sync-server hub withdraw %(hub)s --with-laptops",
)
ITS_PEOPLE = Phrase(
    "It held the passphrases and second factors of: %(people)s. Give each of them new ones: sync-server user reset",
    "វាបានរក្សាឃ្លាសម្ងាត់ និងកត្តាទីពីររបស់៖ %(people)s។ សូមឱ្យថ្មីដល់ម្នាក់ៗ៖ sync-server user reset",
)
NO_HUB = Phrase("No hub.", "គ្មានចំណុចបញ្ជូន។")
