"""What `sync-server export` prints, in both languages."""

from shared_schema.words.cli import Phrase

WRITTEN = Phrase(
    "Written to %(path)s: %(told)s numbers, %(hidden)s of them hidden. Data as of %(cut_off)s.",
    "បានសរសេរទៅ %(path)s៖ ចំនួន %(told)s ក្នុងនោះលាក់ %(hidden)s។ ទិន្នន័យគិតត្រឹម %(cut_off)s។",
)
CASES = Phrase(
    "Written to %(path)s: cases in codes, in the words of HTCDS 2.0 (draft standard).",
    "បានសរសេរទៅ %(path)s៖ ករណីជាលេខកូដ តាមពាក្យនៃ HTCDS 2.0 (ស្តង់ដារព្រាង)។",
)
STAY = Phrase(
    "No consent in force for this recipient; these cases stay here: %(numbers)s.",
    "គ្មានការយល់ព្រមដែលមានសុពលភាពសម្រាប់អ្នកទទួលនេះ។ ករណីទាំងនេះនៅទីនេះ៖ %(numbers)s។",
)
PASSPHRASE = Phrase(
    "Passphrase of the file, at least 15 characters",
    "ឃ្លាសម្ងាត់របស់ឯកសារ យ៉ាងតិច 15 តួអក្សរ",
)
