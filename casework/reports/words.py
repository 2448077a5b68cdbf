"""Words of dimensions and codes in tables of reports: report forms of the vocabularies, in both languages."""

from casework.reports.asked import Asked
from casework.reports.people import ABROAD, NO_GRANT, UNKNOWN
from shared_schema.vocabularies.registry import VOCABULARIES
from shared_schema.words.sentence import Words

ALL = Words("All", "សរុប")
NUMBER = Words("Number", "ចំនួន")
PER_CENT = Words("Per cent", "ភាគរយ")
IN_PERIOD = Words("In the period", "ក្នុងរយៈពេល")
CUMULATIVE = Words("Since programme start", "តាំងពីចាប់ផ្តើមកម្មវិធី")
FIRST_TIME = Words("For the first time", "ជាលើកដំបូង")
NOT_KNOWN = Words("Not known", "មិនដឹង")
WITHOUT_GRANT = Words("Without a grant", "គ្មានមូលនិធិ")
OUTSIDE = Words("Abroad", "ក្រៅប្រទេស")
NOT_BROKEN_DOWN = Words("Not broken down", "មិនបានបែងចែក")
DAYS = Words("Days", "ថ្ងៃ")
MEDIAN_DAYS = Words("Median, days", "មធ្យមភាគកណ្តាល គិតជាថ្ងៃ")

SEX_WORDS = {
    "female": Words("Female", "ស្រី"),
    "male": Words("Male", "ប្រុស"),
    "other": Words("Other or not stated", "ផ្សេងទៀត ឬមិនបានបញ្ជាក់"),
}
_VOCABULARY = {"category": "target_group", "service": "service_type", "group": "training_group"}


def words_of(dimension: str, code: str, asked: Asked) -> Words:
    """The words of a code of a dimension."""
    if code == UNKNOWN:
        return NOT_KNOWN
    if dimension == "grant" and code == NO_GRANT:
        return WITHOUT_GRANT
    if dimension == "sex":
        return SEX_WORDS.get(code, NOT_KNOWN)
    if dimension == "age":
        return Words(code, code)
    if dimension == "province" and code == ABROAD:
        return OUTSIDE
    if dimension in ("office", "agency"):
        return asked.names.get(code, Words(code, code))
    return vocabulary_words(_VOCABULARY.get(dimension, dimension), code)


def vocabulary_words(vocabulary: str, code: str) -> Words:
    """The report form of a code; the code itself where no list knows it."""
    codes = VOCABULARIES.get(vocabulary)
    if codes is None or code not in codes:
        return Words(code, code)
    found = codes[code]
    return Words(found.report_label("en"), found.report_label("km"))
