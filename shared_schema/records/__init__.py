"""Every kind of record, declared once: type, label, vocabulary, privacy class, merge policy."""
