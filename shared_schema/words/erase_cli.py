"""What `sync-server erase` prints, in both languages."""

from shared_schema.words.cli import Phrase

ASKED = Phrase(
    "The erasure of %(case)s is asked for. A coordinator of the office who did not ask must agree.",
    "ការលុប %(case)s ត្រូវបានស្នើ។ អ្នកសម្របសម្រួលនៃការិយាល័យដែលមិនបានស្នើ ត្រូវយល់ព្រម។",
)
AGREED = Phrase(
    "Agreed. %(case)s is erased after %(when)s UTC; until then it can be stopped.",
    "បានយល់ព្រម។ %(case)s នឹងត្រូវលុបក្រោយ %(when)s UTC។ មុននោះ អាចបញ្ឈប់បាន។",
)
STOPPED = Phrase("The erasure of %(case)s was stopped.", "ការលុប %(case)s ត្រូវបានបញ្ឈប់។")
