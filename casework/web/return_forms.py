"""The questions of a return or placement, one a page: its plan, its three parts, and that it took place."""

from collections.abc import Mapping
from dataclasses import dataclass

from casework.forms.sections import MAIN, FormSpec, Section
from shared_schema.words.sentence import Words

_KEEP = Words("Save the answers", "រក្សាទុកចម្លើយ")
_WHEN = Section("when", Words("When is it planned for?", "គ្រោងនៅថ្ងៃណា?"), ("planned_on",))
_NOTES = Section("notes", Words("How is it prepared?", "តើរៀបចំយ៉ាងដូចម្តេច?"), ("notes",))


@dataclass(frozen=True, slots=True)
class ReturnPart:
    """A task of a planned return: its questions, and those without which it is not done."""

    spec: FormSpec
    needed: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it asks."""
        return self.spec.fields_of(MAIN)


PLAN = FormSpec(
    "reunification",
    Words("Plan a return or placement", "គ្រោងការវិលត្រឡប់ ឬការដាក់ឱ្យរស់នៅ"),
    (
        Section("plan", Words("Where does the person return to?", "តើសាមីខ្លួនវិលត្រឡប់ទៅណា?"), ("return_type",)),
        Section(
            "verification",
            Words("Which verification does it rest on?", "តើផ្អែកលើការផ្ទៀងផ្ទាត់មួយណា?"),
            ("verification_id",),
        ),
        _WHEN,
        _NOTES,
    ),
    button=Words("Save the plan", "រក្សាទុកផែនការ"),
)
PARTS: Mapping[str, ReturnPart] = {
    "preparation": ReturnPart(
        FormSpec("reunification", Words("Preparation and date", "ការរៀបចំ និងកាលបរិច្ឆេទ"), (_WHEN, _NOTES), button=_KEEP),
        ("planned_on",),
    ),
    "household": ReturnPart(
        FormSpec(
            "reunification",
            Words("Place, household and care", "ទីកន្លែង គ្រួសារ និងការថែទាំ"),
            (
                Section("household", Words("Where will the person live?", "តើសាមីខ្លួននឹងរស់នៅទីណា?"), ("to_place",)),
                Section("whom", Words("With whom?", "ជាមួយនរណា?"), ("to_member",)),
                Section("care", Words("How is the care arranged?", "តើរៀបចំការថែទាំយ៉ាងណា?"), ("care_arrangement",)),
            ),
            button=_KEEP,
        ),
        ("to_place", "care_arrangement"),
    ),
    "travel": ReturnPart(
        FormSpec(
            "reunification",
            Words("Transport, support, who is told", "ការធ្វើដំណើរ ការឧបត្ថម្ភ និងអ្នកដែលត្រូវជូនដំណឹង"),
            (
                Section("travel", Words("Who goes with the person?", "តើអ្នកណាជូនដំណើរសាមីខ្លួន?"), ("escorted_by",)),
                Section("support", Words("Which support is given?", "តើផ្តល់ការឧបត្ថម្ភអ្វីខ្លះ?"), ("package",)),
                Section("told", Words("Is the authority told?", "តើបានជូនដំណឹងអាជ្ញាធរទេ?"), ("authority_informed",)),
            ),
            button=_KEEP,
        ),
        ("escorted_by", "authority_informed"),
    ),
}
DONE = FormSpec(
    "reunification",
    Words("Record that it took place", "កត់ត្រាថាបានធ្វើហើយ"),
    (Section("done", Words("On which day did it take place?", "តើបានប្រព្រឹត្តទៅនៅថ្ងៃណា?"), ("date_reunification",)),),
    button=Words("Record that it took place", "កត់ត្រាថាបានធ្វើហើយ"),
)
