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
ITS_LAPTOPS = Phrase(
    "Laptops that it enrolled stay in use: %(laptops)s. Report each that is not to be trusted: sync-server device lost",
    "កុំព្យូទ័រដែលវាបានចុះឈ្មោះនៅតែប្រើបាន៖ %(laptops)s។ សូមរាយការណ៍កុំព្យូទ័រដែលមិនគួរទុកចិត្ត៖ sync-server device lost",
)
NO_HUB = Phrase("No hub.", "គ្មានចំណុចបញ្ជូន។")
