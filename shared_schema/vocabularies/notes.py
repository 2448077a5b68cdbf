"""Notes, attachments and studies."""

from shared_schema.vocabularies.code_list import Code, CodeList

NOTE_TYPE = CodeList(
    "note_type",
    (
        Code("contact", "Contact", "ការទាក់ទង"),
        Code("observation", "Observation", "ការសង្កេត"),
        Code("legal", "Legal", "ផ្លូវច្បាប់"),
        Code("health", "Health", "សុខភាព"),
        Code("admin", "Administration", "រដ្ឋបាល"),
    ),
)

ATTACHMENT_TYPE = CodeList(
    "attachment_type",
    (
        Code("consent_form", "Consent form", "ទម្រង់យល់ព្រម"),
        Code("photo", "Photo", "រូបថត"),
        Code("identity_paper", "Identity paper", "អត្តសញ្ញាណ"),
        Code("court_paper", "Court paper", "តុលាការ"),
        Code("medical", "Medical", "វេជ្ជសាស្ត្រ"),
        Code("minutes", "Minutes", "កំណត់ហេតុ"),
        Code("other", "Other", "ផ្សេងទៀត"),
    ),
)

STUDY_WAVE = CodeList(
    "study_wave",
    (
        Code("before", "Before return", "មុនសមាហរណកម្ម"),
        Code("m6", "6 months", "6ខែ"),
        Code("m12", "12 months", "12ខែ"),
        Code("m24", "24 months", "24ខែ"),
    ),
)
