"""The tasks of a verification in the order of the page: which questions each asks, and which must be answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from casework.forms.sections import FormSpec, Section
from shared_schema.words.sentence import Words


@dataclass(frozen=True, slots=True)
class Task:
    """One page of questions: `needed` = those without which the task is not done."""

    key: str
    title: Words
    fields: tuple[str, ...]
    needed: tuple[str, ...]

    def spec(self) -> FormSpec:
        """The form of the task."""
        return FormSpec("verification", self.title, (Section(self.key, self.title, self.fields),))


TASKS = (
    Task(
        "person",
        Words("Hear the person", "ស្តាប់សាមីខ្លួន"),
        ("beneficiary_interviewed_on", "beneficiary_interviewed_by", "beneficiary_answers"),
        ("beneficiary_interviewed_on", "beneficiary_interviewed_by", "beneficiary_answers"),
    ),
    Task(
        "family",
        Words("Hear the family", "ស្តាប់គ្រួសារ"),
        ("family_interviewed_on", "family_interviewed_by", "family_interviewed_place", "family_answers"),
        ("family_interviewed_on", "family_interviewed_by", "family_answers"),
    ),
    Task(
        "facts",
        Words("Compare what both told", "ប្រៀបធៀបអ្វីដែលភាគីទាំងពីរបានប្រាប់"),
        ("interviewed_apart", "facts_checked", "facts_differ"),
        ("interviewed_apart", "facts_checked"),
    ),
    Task("papers", Words("Papers seen", "ឯកសារបានឃើញ"), ("documents_seen",), ("documents_seen",)),
    Task(
        "recognition",
        Words("Recognition both ways, by photo or in person", "ការស្គាល់គ្នាទាំងសងខាង តាមរូបថត ឬផ្ទាល់"),
        ("beneficiary_recognises", "family_recognises"),
        ("beneficiary_recognises", "family_recognises"),
    ),
    Task("authority", Words("Local authority", "អាជ្ញាធរមូលដ្ឋាន"), ("authority_witness",), ("authority_witness",)),
    Task(
        "safety",
        Words("Is the family safe?", "តើគ្រួសារមានសុវត្ថិភាពទេ?"),
        ("complicity_check", "home_safety"),
        ("complicity_check", "home_safety"),
    ),
    Task(
        "wishes",
        Words("Wishes of both sides", "បំណងរបស់ភាគីទាំងពីរ"),
        ("beneficiary_wish", "family_willing"),
        ("beneficiary_wish", "family_willing"),
    ),
    Task("result", Words("Recommendation", "អនុសាសន៍"), ("result",), ("result",)),
)
BY_KEY: Mapping[str, Task] = {task.key: task for task in TASKS}
TASK_OF: Mapping[str, str] = {name: task.key for task in TASKS for name in task.fields}
