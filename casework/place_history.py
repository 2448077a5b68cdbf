"""What places were before: codes that records and papers of former years still hold. Own data, pure.

Tboung Khmum was the part of Kampong Cham east of the Mekong until 31 December 2013; its districts had codes there.
"""

from collections.abc import Mapping

FORMER_DISTRICTS: Mapping[str, str] = {
    "0304": "2501",  # Dambae
    "0309": "2502",  # Krouch Chhmar
    "0310": "2503",  # Memut
    "0311": "2504",  # Ou Reang Ov
    "0312": "2505",  # Ponhea Kraek
    "0316": "2507",  # Tboung Khmum
    "0317": "2506",  # Suong
}
PROVINCE_BEFORE: Mapping[str, str] = {"25": "03"}
