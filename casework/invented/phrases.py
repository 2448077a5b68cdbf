"""Free text as varied as real notes: sentences of common words, names, places, times and sums, never twice alike."""

import random

from casework.invented.names import invented_name
from casework.invented.words import NOTES
from casework.places import Gazetteer

KHMER_WORDS = tuple(
    """
    គាត់ នាង ខ្ញុំ យើង ម្តាយ ឪពុក បង ប្អូន ជីដូន ជីតា មីង ពូ កូន ប្តី មិត្តភក្តិ គ្រូ អ្នកជិតខាង មេភូមិ ថៅកែ គ្រូពេទ្យ
    ទៅ មក នៅ រៀន ធ្វើការ លក់ ទិញ ជួប និយាយ ស្តាប់ ចង់ ត្រូវការ បាន រក ឃើញ ដឹង ចាំ ភ្លេច ជួយ ឱ្យ យក រស់ គេង ដើរ ជិះ បើក ចាប់ផ្តើម
    ឈប់ បញ្ចប់ សង់ ដាំ ចិញ្ចឹម ដេរ ធ្វើម្ហូប បោក លាង សរសេរ អាន រាប់ សង បង់ ខ្ចី ផ្ញើ ទទួល ទូរស័ព្ទ សួរ ឆ្លើយ យល់ព្រម ព្រួយ ខ្លាច សប្បាយ
    ផ្ទះ ភូមិ ផ្សារ សាលា រោងចក្រ វត្ត មណ្ឌលសុខភាព ស្រែ ចម្ការ ទន្លេ ផ្លូវ ស្ពាន ទីក្រុង ព្រំដែន ហាង តូប បន្ទប់ អណ្តូង ដី គោ មាន់ ជ្រូក ត្រី អង្ករ បន្លែ
    ទឹក ភ្លើង លុយ បំណុល ប្រាក់ខែ កាតាប់ ស្បែកជើង ម៉ូតូ កង់ ឯកសារ អត្តសញ្ញាណប័ណ្ណ សំបុត្រ រូបថត ថ្នាំ ជំងឺ ក្បាល ពោះ ភ្នែក
    ថ្ងៃ យប់ ព្រឹក ល្ងាច សប្តាហ៍ ខែ ឆ្នាំ មុន ក្រោយ ឥឡូវ ញឹកញាប់ ម្តង ម្តងទៀត តែងតែ មិន មិនទាន់ ហើយ ប៉ុន្តែ ព្រោះ ដូច្នេះ ជាមួយ ពី ដល់ ក្នុង
    ល្អ អាក្រក់ ថ្មី ចាស់ តូច ធំ ឆ្ងាយ ជិត ច្រើន តិច ស្អាត ងាយ ពិបាក លឿន យឺត ស្ងៀម ខឹង អស់កម្លាំង ក្លាហាន
    """.split()  # noqa: SIM905 - a list to be read
)
ENGLISH_WORDS = tuple(
    """
    she he they mother father aunt uncle sister brother grandmother neighbour teacher chief owner doctor friend child
    went came stays learns works sells buys met spoke listened wants needs found knows remembers forgot helps gave took
    sleeps walks rides started stopped finished built plants raises sews cooks washes wrote read counts paid borrowed
    sent received called asked answered agreed worries fears laughs hopes tries waits visits carries repairs cleans
    house village market school factory pagoda clinic field orchard river road bridge town border shop stall room well
    land cow chicken pig fish rice vegetables water light money debt wage bag shoes motorbike bicycle papers card letter
    photo medicine illness head stomach eyes machine thread cloth boat fence roof kitchen garden pond tree fruit soup
    day night morning evening week month year before after now often once again always not yet but because so with from
    until inside near far many few good bad new old small big clean easy hard quick slow quiet angry tired brave early
    late alone together enough cheap broken warm wet dry empty busy ready sure second third next last other same
    """.split()  # noqa: SIM905 - a list to be read
)


def a_note(chance: random.Random, places: Gazetteer) -> str:
    """One sentence: of the usual ones, with a name, a village and a time in it, or of words."""
    kind = chance.random()
    if kind < 0.15:
        return chance.choice(NOTES)
    if kind < 0.45:
        return _meeting(chance, places)
    is_khmer = kind < 0.7
    words = chance.choices(KHMER_WORDS if is_khmer else ENGLISH_WORDS, k=chance.randint(5, 9))
    return "".join(words) + "។" if is_khmer else " ".join(words).capitalize() + "."


def _meeting(chance: random.Random, places: Gazetteer) -> str:
    name = invented_name(chance, sex=chance.choice(("male", "female")))
    village = places.any_village(chance.randrange)
    time = f"{chance.randint(6, 18)}:{chance.randrange(0, 60, 5):02d}"
    riel = f"{chance.randrange(5, 900)},{chance.choice('05')}00"
    if chance.random() < 0.5:
        return f"បានជួប{name.km} នៅភូមិ{village.km} ម៉ោង {time} ហើយបានឱ្យ {riel} រៀល។"
    return f"Met {name.latin} of {village.en} at {time}; lent {riel} riel."
