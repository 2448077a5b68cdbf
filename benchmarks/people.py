"""100,000 invented people for the search: names put together from common parts, written as people write them.

Two lists of spelling noise, made apart from each other and from the folding rules: `HABITS` are the ways in which
offices and families romanise a name, `SLIPS` are what fingers and ears do. No list of a real register was used.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

FAMILY = (
    ("សុខ", "Sok"), ("ចាន់", "Chan"), ("គឹម", "Kim"), ("លី", "Ly"), ("ហេង", "Heng"), ("ឈឹម", "Chhim"), ("ម៉ៅ", "Mao"),
    ("នួន", "Nuon"), ("ប្រាក់", "Prak"), ("អ៊ុក", "Ouk"),
    ("កែវ", "Keo"), ("ឆាយ", "Chhay"), ("ទេព", "Tep"), ("មាស", "Meas"),
    ("ស៊ិន", "Sin"), ("យឹម", "Yim"), ("អ៊ុំ", "Um"), ("ភាន់", "Phan"), ("ឡុង", "Long"), ("រស់", "Ros"), ("សៅ", "Sao"),
    ("ជា", "Chea"), ("ទូច", "Touch"), ("ឃួន", "Khuon"),
    ("ឈុន", "Chhun"), ("ជួន", "Chuon"), ("ហ៊ួត", "Huot"), ("នុត", "Nuth"),
    ("ប៉ែន", "Pen"), ("ព្រំ", "Prom"), ("វង្ស", "Vong"),
    ("សាន", "San"), ("ស៊ឹម", "Sim"), ("ហុង", "Hong"), ("ឡាយ", "Lay"),
    ("ឯម", "Em"), ("គង់", "Kong"), ("ខៀវ", "Khiev"),
    ("ងិន", "Ngin"), ("ចេង", "Cheng"), ("តាន់", "Tan"), ("ថោង", "Thong"),
    ("ប៊ុន", "Bun"), ("ម៉ម", "Mom"), ("អ៊ិន", "In"),
    ("អ៊ូច", "Ouch"), ("សំ", "Sam"), ("ជុំ", "Chum"), ("ភោគ", "Phork"),
    ("ទិត", "Tith"), ("នី", "Ny"), ("ពៅ", "Pov"),
    ("ហាក់", "Hak"), ("ឡេង", "Leng"), ("ខាត់", "Khat"), ("ឈាង", "Chheang"),
    ("តូច", "Toch"), ("វ៉ាន់", "Vann"), ("សួន", "Suon"),
    ("អាន", "An"), ("ឡោ", "Lor"), ("ម៉ុក", "Mok"), ("ថាច់", "Thach"),
    ("យិន", "Yin"), ("ហួត", "Hourt"), ("ស្រី", "Srey"),
    ("ឃឹម", "Khim"), ("ឈួន", "Chhuon"), ("ទុំ", "Tum"), ("នាង", "Neang"),
)  # fmt: skip
FIRST = (
    ("ស្រី", "Srey"), ("សុ", "So"), ("ចាន់", "Chan"), ("សុខ", "Sok"), ("ប៊ុន", "Bun"), ("រដ្ឋ", "Rath"), ("វិ", "Vi"),
    ("ធារ", "Thea"), ("កល្យា", "Kalya"), ("ណា", "Na"),
    ("ដា", "Da"), ("រត្ន", "Roth"), ("មុន្នី", "Mony"), ("ពិ", "Pi"),
    ("សម្ភ", "Samph"), ("សុវណ្ណ", "Sovan"), ("គន្ធ", "Kun"), ("លីដា", "Lida"), ("ផល", "Phal"), ("ចន្ទ", "Chant"),
    ("វណ្ណ", "Van"), ("គឹម", "Kim"), ("ហុង", "Hong"),
    ("ស៊ីណា", "Sina"), ("សារ", "Sa"), ("បុប្ផា", "Bopha"), ("មករា", "Makara"),
    ("និ", "Ni"), ("ឧត្តម", "Oudom"), ("សំ", "Sam"),
    ("រី", "Ry"), ("ធី", "Thi"), ("ភារ", "Phea"), ("ពន្លឺ", "Ponleu"),
    ("មេត្តា", "Metta"), ("វីរៈ", "Virak"), ("បញ្ញា", "Panha"),
    ("សិលា", "Sela"), ("ចំរើន", "Chamroeun"), ("អារុណ", "Arun"),
    ("គីរី", "Kiri"), ("ណារិន", "Narin"), ("ដារ៉ា", "Dara"), ("ពេជ្រ", "Pich"), ("ម៉េង", "Meng"), ("សេរី", "Serey"),
    ("ហេង", "Heng"), ("រិទ្ធី", "Rithy"), ("មាលា", "Mala"),
    ("ធីតា", "Thida"), ("កញ្ញា", "Kanha"), ("ចរិយា", "Chariya"),
    ("បូរី", "Borey"), ("លក្ខ", "Leak"), ("ណេង", "Neng"), ("ឈុន", "Chhun"), ("ខេមា", "Khema"), ("ឡាយ", "Lay"),
    ("វុទ្ធ", "Vuth"), ("កុសល", "Kosal"), ("ឆវី", "Chhavy"), ("យ៉ា", "Ya"), ("ស៊ុន", "Sun"), ("ទេព", "Tep"),
)  # fmt: skip
SECOND = (
    ("ភាព", "pheap"), ("ខា", "kha"), ("ណារី", "nary"),
    ("មុំ", "mom"), ("ពេជ្រ", "pich"), ("ធា", "thea"), ("តារា", "tara"),
    ("លក្ខណ៍", "leak"), ("នាង", "neang"), ("រ៉ា", "ra"),
    ("វី", "vy"), ("ណា", "na"), ("លីន", "lin"), ("រិទ្ធ", "rith"),
    ("ចរិយា", "chariya"), ("សុផល", "sophal"), ("ម៉ាលី", "maly"), ("នួន", "nuon"), ("ថា", "tha"), ("លាភ", "leap"),
    ("ណេត", "neth"), ("ទី", "ty"), ("យ៉ា", "ya"), ("រក្សា", "reaksa"), ("វត្តី", "vattey"), ("គន្ធា", "kunthea"),
    ("ពៅ", "pov"), ("តូច", "toch"), ("ដា", "da"), ("សាន", "san"), ("រុន", "run"), ("វ៉ាន់", "vann"), ("ឡាំង", "lang"),
    ("សិទ្ធ", "sith"), ("មាន", "mean"), ("នី", "ny"),
    ("ពិសិដ្ឋ", "piseth"), ("ម៉េង", "meng"), ("ហៀង", "hieng"), ("អូន", "oun"),
    ("ឧត្តម", "oudom"), ("បូរ", "bo"), ("ចិន្តា", "chenda"),
    ("ផានី", "phany"), ("សុវណ្ណ", "sovann"), ("ធឿន", "thoeun"),
    ("ខេង", "kheng"), ("ម៉ាច", "mach"), ("វុធ", "vuth"),
    ("ណុប", "nop"), ("ពេញ", "penh"), ("ចាន់", "chan"), ("ហ៊ួ", "huo"),
    ("លុយ", "luy"), ("កូន", "kon"), ("ភិរម្យ", "phirom"),
    ("សួស", "suos"), ("ញ៉ូវ", "nhov"), ("តេង", "teng"), ("យូរ", "yu"),
    ("ឆាយ", "chhay"), ("គុណ", "kun"), ("ចំណាន", "chamnan"), ("មករា", "makara"), ("អ៊ី", "y"), ("នុត", "nuth"),
    ("រស្មី", "reaksmey"), ("ជាតា", "cheata"), ("ស៊ីម", "sim"),
    ("គា", "kea"), ("លៀង", "lieng"), ("ភូ", "phou"), ("រ័ត្ន", "rat"),
)  # fmt: skip

Noise = Callable[[str, random.Random], str]


def _replacing(*pairs: tuple[str, str]) -> Noise:
    def noise(text: str, chance: random.Random) -> str:
        possible = [pair for pair in pairs if pair[0] in text]
        if not possible:
            return text
        old, new = chance.choice(possible)
        at = chance.choice([place for place in range(len(text)) if text.startswith(old, place)])
        return text[:at] + new + text[at + len(old) :]

    return noise


HABITS: Noise = _replacing(
    ("ea", "ia"), ("ea", "ear"), ("o", "au"), ("ou", "u"),
    ("u", "ou"), ("y", "ei"), ("y", "ie"), ("ey", "ay"), ("ey", "y"),
    ("th", "t"), ("t", "th"), ("ph", "p"), ("kh", "k"), ("k", "kh"), ("chh", "ch"), ("ch", "chh"), ("an", "ann"),
    ("n", "nn"), ("v", "w"), ("eo", "ev"), ("ao", "av"), ("eu", "oeu"), ("im", "em"), ("in", "een"), ("ong", "orng"),
    ("un", "oun"), ("ak", "ark"), ("ol", "al"), ("ie", "ea"), ("oe", "er"),
)  # fmt: skip


def SLIPS(text: str, chance: random.Random) -> str:
    """A letter twice, left out, exchanged with its neighbour, or struck beside the right key."""
    if len(text) < 3:
        return text
    at = chance.randrange(1, len(text))
    way = chance.randrange(4)
    if way == 0:
        return text[:at] + text[at] + text[at:]
    if way == 1:
        return text[:at] + text[at + 1 :]
    if way == 2:
        return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
    beside = {
        "a": "s", "s": "a", "o": "i", "i": "u", "u": "y", "e": "r", "n": "m", "m": "n", "t": "r", "h": "j", "l": "k",
    }  # fmt: skip
    return text[:at] + beside.get(text[at], text[at]) + text[at + 1 :]


@dataclass(frozen=True, slots=True)
class Someone:
    """A true name in both scripts, a year of birth and a province; and the name as a register spells it."""

    khmer: str
    latin: str
    registered: str
    year: int
    province: str


def people(seed: int, count: int, *, noise: Noise) -> list[Someone]:
    """The same people for the same seed. Registered: 40 % given parts joined, 20 % family name last, 10 % a part
    missing, two noises at even odds each."""
    chance = random.Random(seed)
    weights = [1 / (place + 8) for place in range(len(FAMILY))]
    return [_someone(chance, weights, noise) for _turn in range(count)]


def _someone(chance: random.Random, weights: Sequence[float], noise: Noise) -> Someone:
    family = chance.choices(FAMILY, weights)[0]
    first, second = chance.choice(FIRST), chance.choice(SECOND)
    khmer = f"{family[0]} {first[0]}{second[0]}"
    latin = f"{family[1]} {first[1]} {second[1].capitalize()}"
    registered = _as_written(latin, chance, noise)
    return Someone(khmer, latin, registered, chance.randrange(1985, 2018), f"{chance.randrange(1, 26):02d}")


def _as_written(latin: str, chance: random.Random, noise: Noise) -> str:
    family, first, second = latin.split()
    given = [first + second.lower()] if chance.random() < 0.4 else [first, second]
    parts = [family, *given]
    if chance.random() < 0.1 and len(parts) > 2:
        parts.pop(chance.randrange(len(parts)))
    if chance.random() < 0.2:
        parts = [*parts[1:], parts[0]]
    text = " ".join(parts).lower()
    for _turn in range(2):
        if chance.random() < 0.5:
            text = noise(text, chance)
    return text.title()
