"""Invented Cambodian names in both scripts, put together from common family and given names."""

import random
from dataclasses import dataclass

# Khmer and the usual Latin spelling, in pairs.
FAMILY_NAMES = (
    ("សុខ", "Sok"), ("ចាន់", "Chan"), ("គឹម", "Kim"), ("លី", "Ly"), ("ហេង", "Heng"), ("ឈឹម", "Chhim"),
    ("ម៉ៅ", "Mao"), ("នួន", "Nuon"), ("ប្រាក់", "Prak"), ("អ៊ុក", "Ouk"), ("កែវ", "Keo"), ("ឆាយ", "Chhay"),
    ("ទេព", "Tep"), ("មាស", "Meas"), ("ស៊ិន", "Sin"), ("យឹម", "Yim"), ("អ៊ុំ", "Um"), ("ភាន់", "Phan"),
    ("ឡុង", "Long"), ("រស់", "Ros"), ("សៅ", "Sao"), ("ជា", "Chea"), ("ទូច", "Touch"), ("ឃួន", "Khuon"),
    ("ឈុន", "Chhun"), ("ជួន", "Chuon"), ("ហ៊ួត", "Huot"), ("នុត", "Nuth"), ("ប៉ែន", "Pen"), ("ព្រំ", "Prom"),
    ("វង្ស", "Vong"), ("សាន", "San"), ("ស៊ឹម", "Sim"), ("ហុង", "Hong"), ("ឡាយ", "Lay"), ("ឯម", "Em"),
    ("គង់", "Kong"), ("ខៀវ", "Khiev"), ("ងិន", "Ngin"), ("ចេង", "Cheng"), ("តាន់", "Tan"), ("ថោង", "Thong"),
)  # fmt: skip
FEMALE_NAMES = (
    ("សុភា", "Sophea"), ("ចិន្តា", "Chenda"), ("ស្រីមុំ", "Sreymom"), ("ស្រីពេជ្រ", "Sreypich"), ("ចន្ថា", "Chantha"),
    ("បុប្ផា", "Bopha"), ("កល្យាណ", "Kalyan"), ("រតនា", "Ratana"), ("ធីតា", "Thida"), ("សុគន្ធា", "Sokunthea"),
    ("ចន្ទតារា", "Chantara"), ("មាលា", "Mala"), ("ស្រីនាង", "Sreyneang"), ("ដាវី", "Davy"), ("វណ្ណា", "Vanna"),
    ("និមល", "Nimol"), ("ពិសី", "Pisey"), ("សុវណ្ណារី", "Sovannary"), ("លីដា", "Lida"), ("រដ្ឋា", "Rotha"),
    ("ផល្លា", "Phalla"), ("កញ្ញា", "Kanha"), ("សុខា", "Sokha"), ("ស្រីលក្ខណ៍", "Sreyleak"), ("គន្ធា", "Kunthea"),
)  # fmt: skip
MALE_NAMES = (
    ("ដារ៉ា", "Dara"), ("វិចិត្រ", "Vichet"), ("សំណាង", "Samnang"), ("ពិសិដ្ឋ", "Piseth"), ("រិទ្ធី", "Rithy"),
    ("បុរី", "Borey"), ("វុទ្ធី", "Vuthy"), ("សុវណ្ណ", "Sovann"), ("ចំរើន", "Chamroeun"), ("ភារុណ", "Phearun"),
    ("សុភ័ក្រ", "Sopheak"), ("វីរៈ", "Virak"), ("មករា", "Makara"), ("ណារិន", "Narin"), ("កុសល", "Kosal"),
    ("ធារ៉ា", "Theara"), ("រតនៈ", "Rattanak"), ("សុខុម", "Sokhom"), ("បញ្ញា", "Panha"), ("ឧត្តម", "Oudom"),
    ("សំបូរ", "Sambo"), ("ប៊ុនធឿន", "Bunthoeun"), ("ពន្លឺ", "Ponleu"), ("ពេជ្រ", "Pich"), ("ហុងលី", "Hongly"),
)  # fmt: skip
_SYLLABLES = (
    ("វ៉ា", "va"), ("ធួន", "thuon"), ("ក្រឹម", "kroem"), ("ផារ", "phar"), ("ណុល", "nol"), ("សៀង", "sieng"),
    ("ម៉ីល", "mil"), ("ទ្រា", "trea"), ("ឡឺន", "loen"), ("ប៊ុច", "buch"), ("រ៉េត", "ret"), ("ហៃ", "hai"),
    ("ជ័ង", "chang"), ("ខួយ", "khuoy"), ("គ្រៀល", "kriel"), ("ឆាំ", "chham"), ("យ៉ុម", "yom"), ("ព្រឿ", "proeu"),
)  # fmt: skip
_CANARY_SYLLABLES = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name: family and given name in both scripts."""

    family_km: str
    given_km: str
    family_latin: str
    given_latin: str

    @property
    def km(self) -> str:
        """Family name first, as in Khmer."""
        return f"{self.family_km} {self.given_km}"

    @property
    def latin(self) -> str:
        """Family name first, in Latin letters."""
        return f"{self.family_latin} {self.given_latin}"


def invented_name(chance: random.Random, *, sex: str, family: tuple[str, str] | None = None) -> Name:
    """A name for a person of `sex`, of a family where one is given."""
    family_km, family_latin = family or chance.choice(FAMILY_NAMES)
    given_km, given_latin = chance.choice(MALE_NAMES if sex == "male" else FEMALE_NAMES)
    return Name(family_km, given_km, family_latin, given_latin)


def canary_names(seed: int, n: int) -> tuple[Name, ...]:
    """`n` different names whose given part in each script stands nowhere by chance: a search for it proves a leak.

    They are made of syllables, belong to nobody, and no one given name is part of another.
    """
    chance = random.Random(seed)  # noqa: S311 - invented, not secret
    found: dict[str, Name] = {}
    while len(found) < n:
        parts = chance.sample(_SYLLABLES, _CANARY_SYLLABLES)
        family_km, family_latin = chance.choice(FAMILY_NAMES)
        given_latin = "".join(latin for _khmer, latin in parts).capitalize()
        name = Name(family_km, "".join(khmer for khmer, _latin in parts), family_latin, given_latin)
        if not any(given_latin.lower() in one.lower() or one.lower() in given_latin.lower() for one in found):
            found[given_latin] = name
    return tuple(found.values())
