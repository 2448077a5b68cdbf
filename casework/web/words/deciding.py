"""Khmer of deciding between versions where a list of reasons or several lists are offered."""

WORDS = {
    "Decide between the answers": "សម្រេចរវាងចម្លើយទាំងនេះ",
    "Keep all": "រក្សាទុកទាំងអស់",
    "Choose a reason from the list.": "សូមជ្រើសរើសមូលហេតុមួយពីក្នុងបញ្ជី។",
}
