"""Other names of places than those of the national list, as people write them. Own data; pure.

Each name leads to one or more areas. Spellings that the sound keys already hold together are not listed.
"""

from collections.abc import Mapping

ALIASES: Mapping[str, tuple[str, ...]] = {
    "Banteay Mean Chey": ("01",),
    "Sisophon": ("0106",),
    "Poipet": ("0110",),
    "Bat Dambang": ("02",),
    "BKK": ("1213",),
    "BKK 1": ("121301",),
    "BKK 2": ("121302",),
    "BKK 3": ("121303",),
    "Khemarak Phoumin": ("0904",),
    "Kampong Thom": ("06",),
    "Kompong Speu": ("05",),
    "Kaoh Kong": ("09",),
    "Oudong": ("0509", "0510"),  # one district until both were made of it
    "Odongk": ("0509", "0510"),
    "Kracheh": ("10",),
    "Mondulkiri": ("11",),
    "Mondolkiri": ("11",),
    "PP": ("12",),
    "Phnom Penh": ("12",),
    "Phnum Penh": ("12",),
    "Prey Veaeng": ("14",),
    "Pouthisat": ("15",),
    "Ratanakiri": ("16",),
    "Rotanak Kiri": ("16",),
    "Rattanakiri": ("16",),
    "Siem Reap": ("17",),
    "Siem Reab": ("17",),
    "SR": ("17",),
    "Preah Sihanouk": ("18",),
    "Kampong Saom": ("18",),
    "Kampong Som": ("18",),
    "កំពង់សោម": ("18",),
    "Stueng Traeng": ("19",),
    "Takev": ("21",),
    "Oddar Meanchey": ("22",),
    "Otdar Mean Chey": ("22",),
    "ឧត្តរមានជ័យ": ("22",),
    "Kaeb": ("23",),
    "Tbong Khmum": ("25",),
    "Memot": ("2503",),
}
