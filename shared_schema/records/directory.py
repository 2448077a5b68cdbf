"""The directory every laptop holds: providers and their services, offices, workers, settings, wording (records.md 2.21).

Account, password and device data are not records; device certificates travel as notices.
"""

from shared_schema.records.field import OPERATIONAL, Field, When
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, ELEMENTS, LATEST, ONCE, Group, Protective
from shared_schema.records.types import Bool, Choice, Choices, Date, Document, Int, Phone, Place, Ref, Text
from shared_schema.vocabularies.directory import CLEARANCE, OFFICE_TYPE, SETTING_TYPE, WORKER_ROLE, WORKER_STATUS
from shared_schema.vocabularies.province import PROVINCE
from shared_schema.vocabularies.services import ACCEPTS, ORG_TYPE, SERVICE_TYPE, STANDARDS

_STANDARDS, _CAPACITY, _VALUE, _WORDS = Group("standards"), Group("capacity"), Group("value"), Group("words")
_HAS_VALUE = When("setting_type", ("target", "retention_years", "lease_days", "weight_set"))

PROVIDER = Kind(
    "provider",
    "Service provider",
    "អ្នកផ្តល់សេវា",
    Placement.DIRECTORY,
    (
        Field("name_km", Text(), "Name (Khmer)", "ឈ្មោះ (ខ្មែរ)", OPERATIONAL, ASK, short=True),
        Field("name_latin", Text(), "Name (Latin)", "ឈ្មោះ (ឡាតាំង)", OPERATIONAL, ASK, short=True),
        Field("short_name", Text(), "Short name", "ឈ្មោះកាត់", OPERATIONAL, ASK, short=True),
        Field("provider_type", Choice(ORG_TYPE), "Type", "ប្រភេទ", OPERATIONAL, ASK, short=True, required=True),
        Field("network", Text(), "Network", "បណ្តាញ", OPERATIONAL, ASK, short=True),
        Field("phone", Phone(), "Phone", "ទូរស័ព្ទ", OPERATIONAL, LATEST, short=True),
        Field("hotline", Text(), "Hotline", "ខ្សែទូរស័ព្ទបន្ទាន់", OPERATIONAL, LATEST, short=True),
        Field("email", Text(), "Email", "អ៊ីមែល", OPERATIONAL, LATEST, short=True),
        Field("place", Place(), "Place", "ទីកន្លែង", OPERATIONAL, LATEST, short=True),
        Field("accepts", Choices(ACCEPTS), "Accepts whom", "ទទួលអ្នកណា", OPERATIONAL, ELEMENTS),
        Field("standards_status", Choice(STANDARDS), "Minimum standards of care", "ស្តង់ដារអប្បបរមា", OPERATIONAL, _STANDARDS, short=True, default="not_checked"),
        Field("standards_checked_on", Date(), "Standards checked on", "ថ្ងៃពិនិត្យស្តង់ដារ", OPERATIONAL, _STANDARDS, short=True),
        Field("active", Bool(), "Active", "កំពុងដំណើរការ", OPERATIONAL, ASK, short=True, default=True),
        Field("external_id", Text(), "Primero / OSCaR agency id", "លេខសម្គាល់ក្រៅ", OPERATIONAL, ASK),
    ),
)

PROVIDER_SERVICE = Kind(
    "provider_service",
    "Service of a provider",
    "សេវារបស់អ្នកផ្តល់សេវា",
    Placement.DIRECTORY,
    (
        Field("provider", Ref(("provider",)), "Provider", "អ្នកផ្តល់សេវា", OPERATIONAL, ONCE, short=True, required=True),
        Field("service_type", Choice(SERVICE_TYPE), "Service", "សេវា", OPERATIONAL, ONCE, short=True, required=True),
        Field("provinces", Choices(PROVINCE), "Where", "ទីកន្លែង", OPERATIONAL, ELEMENTS, short=True, required=True),
        Field("capacity", Int(0, 100_000), "Capacity", "ចំណុះ", OPERATIONAL, _CAPACITY, short=True),
        Field("free_places", Int(0, 100_000), "Free now", "ទំនេរ", OPERATIONAL, _CAPACITY, short=True),
        Field("as_of", Date(), "As of", "គិតត្រឹមថ្ងៃ", OPERATIONAL, _CAPACITY, short=True),
    ),
)

OFFICE = Kind(
    "office",
    "Office",
    "ការិយាល័យ",
    Placement.DIRECTORY,
    (
        Field("name_km", Text(), "Office name (Khmer)", "ឈ្មោះការិយាល័យ (ខ្មែរ)", OPERATIONAL, ASK, short=True),
        Field("name_latin", Text(), "Office name (Latin)", "ឈ្មោះការិយាល័យ (ឡាតាំង)", OPERATIONAL, ASK, short=True),
        Field("code", Text(limit=4), "Code", "កូដ", OPERATIONAL, ASK, short=True, required=True),
        Field("province", Choice(PROVINCE), "Province", "ខេត្ត", OPERATIONAL, ASK, short=True),
        Field("office_type", Choice(OFFICE_TYPE), "Type", "ប្រភេទ", OPERATIONAL, ASK, short=True),
        Field("lead_agency", Ref(("provider",)), "Lead agency", "ស្ថាប័នដឹកនាំ", OPERATIONAL, ASK, short=True),
        Field("hub", Bool(), "Relay hub", "ចំណុចបញ្ជូន", OPERATIONAL, ASK, short=True),
    ),
)

WORKER = Kind(
    "worker",
    "Worker",
    "បុគ្គលិក",
    Placement.DIRECTORY,
    (
        Field("name_km", Text(), "Name (Khmer)", "ឈ្មោះ (ខ្មែរ)", OPERATIONAL, ASK, short=True),
        Field("name_latin", Text(), "Name (Latin)", "ឈ្មោះ (ឡាតាំង)", OPERATIONAL, ASK, short=True),
        Field("work_phone", Phone(), "Work phone", "ទូរស័ព្ទការងារ", OPERATIONAL, ASK, short=True),
        Field("office", Ref(("office",)), "Office", "ការិយាល័យ", OPERATIONAL, ASK, short=True, required=True),
        Field("role", Choice(WORKER_ROLE), "Role", "តួនាទី", OPERATIONAL, ASK, short=True),
        Field("status", Choice(WORKER_STATUS), "Status", "ស្ថានភាព", OPERATIONAL, ASK, short=True),
        Field("clearance", Choice(CLEARANCE), "Clearance", "សិទ្ធិចូលមើល", OPERATIONAL, Protective(("none", "restricted"), unset_as="none"), short=True),
    ),
)

SETTING = Kind(
    "setting",
    "Setting",
    "ការកំណត់",
    Placement.DIRECTORY,
    (
        Field("setting_type", Choice(SETTING_TYPE), "Kind of setting", "ប្រភេទការកំណត់", OPERATIONAL, ONCE, short=True, required=True),
        Field("code", Text(), "Code", "កូដ", OPERATIONAL, ONCE, short=True, required=True),
        Field("name_km", Text(), "Name (Khmer)", "ឈ្មោះ (ខ្មែរ)", OPERATIONAL, ASK, short=True),
        Field("name_latin", Text(), "Name (Latin)", "ឈ្មោះ (ឡាតាំង)", OPERATIONAL, ASK, short=True),
        Field("value", Int(), "Value", "តម្លៃ", OPERATIONAL, _VALUE, short=True, required_when=_HAS_VALUE),
        Field("from_on", Date(), "From", "ចាប់ពី", OPERATIONAL, _VALUE, short=True, required=True, future_ok=True),
        Field("until_on", Date(), "Until", "ដល់", OPERATIONAL, _VALUE, short=True, future_ok=True),
        Field("weights", Document(), "Weight set", "សំណុំទម្ងន់", OPERATIONAL, ONCE),
    ),
)

WORDING = Kind(
    "wording",
    "Wording of a label",
    "ពាក្យនៃស្លាក",
    Placement.DIRECTORY,
    (
        Field("key", Text(), "Which label", "ស្លាកណា", OPERATIONAL, ONCE, short=True, required=True),
        Field("en", Text(), "English wording", "ពាក្យអង់គ្លេស", OPERATIONAL, _WORDS, short=True, required=True),
        Field("km", Text(), "Khmer wording", "ពាក្យខ្មែរ", OPERATIONAL, _WORDS, short=True, required=True),
    ),
)
