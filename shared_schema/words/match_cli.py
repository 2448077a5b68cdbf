"""What `sync-server match` prints, in both languages."""

from shared_schema.words.cli import Phrase

COMPARED = Phrase(
    "%(inquiries)s open inquiries compared: %(new)s pairs proposed, %(renewed)s renewed. A possible match is not proof.",
    "បានប្រៀបធៀបសំណើស្វែងរក %(inquiries)s៖ បានស្នើ %(new)s គូ កែថ្មី %(renewed)s គូ។ ការអាចត្រូវគ្នាមិនមែនជាភស្តុតាងទេ។",
)
PROPOSED_SET = Phrase(
    "Weight set %(version)s was written to %(path)s, from %(people)s people. Nothing uses it until a person adopts it.",
    "សំណុំទម្ងន់ %(version)s ត្រូវបានសរសេរទៅ %(path)s ពីមនុស្ស %(people)s នាក់។ វានឹងមិនត្រូវបានប្រើទេ រហូតដល់មានអ្នកយល់ព្រមយកវាមកប្រើ។",
)
TOO_FEW_DECISIONS = Phrase(
    "%(decided)s decisions: too few to say anything about other thresholds (at least %(least)s).",
    "មានសេចក្តីសម្រេច %(decided)s៖ តិចពេកសម្រាប់និយាយអំពីកម្រិតផ្សេង (យ៉ាងតិច %(least)s)។",
)
