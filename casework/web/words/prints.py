"""Khmer of papers. A working translation that awaits a native social worker."""

WORDS = {
    "Printed by %(initials)s on %(day)s": "បោះពុម្ពដោយ %(initials)s នៅ %(day)s",
    "Paper is not protected. Take it from the printer at once; the printer may keep a copy.": "ក្រដាសមិនមានការការពារទេ។ សូមយកវាចេញពីម៉ាស៊ីនបោះពុម្ពភ្លាម ម៉ាស៊ីនអាចទុកច្បាប់ចម្លង។",
}  # fmt: skip
