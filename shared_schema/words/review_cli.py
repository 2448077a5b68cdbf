"""What `sync-server review` prints, in both languages."""

from shared_schema.words.cli import Phrase

ITEMS = Phrase("%(count)s items wait.", "ចំណុច %(count)s កំពុងរង់ចាំ។")
DECIDED = Phrase("Item %(item)s was decided.", "ចំណុច %(item)s ត្រូវបានសម្រេច។")
