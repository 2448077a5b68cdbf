"""Khmer of the acts of an office, as the audit names them."""

WORDS = {
    "Gave a case to a worker": "បានប្រគល់ករណីឱ្យបុគ្គលិក",
    "Opened the list of transfers": "បានបើកបញ្ជីការផ្ទេរ",
    "Sent a case to another office": "បានផ្ញើករណីទៅការិយាល័យផ្សេង",
    "Named a worker for a transfer": "បានកំណត់បុគ្គលិកសម្រាប់ការផ្ទេរ",
    "Accepted a transfer": "បានទទួលយកការផ្ទេរ",
    "Did not accept a transfer": "មិនបានទទួលយកការផ្ទេរ",
    "Took a transfer back": "បានដកការផ្ទេរវិញ",
    "Opened the intake": "បានបើកការទទួលយក",
    "Accepted what a newcomer wrote": "បានទទួលយកអ្វីដែលអ្នកថ្មីសរសេរ",
    "Did not accept what a newcomer wrote": "មិនបានទទួលយកអ្វីដែលអ្នកថ្មីសរសេរ",
    "Opened the board of referrals": "បានបើកតារាងការបញ្ជូនបន្ត",
    "Opened the referrals received": "បានបើកការបញ្ជូនដែលបានទទួល",
    "Opened a letter of another office": "បានបើកលិខិតរបស់ការិយាល័យផ្សេង",
    "Accepted a referral": "បានទទួលយកការបញ្ជូនបន្ត",
    "Did not accept a referral": "មិនបានទទួលយកការបញ្ជូនបន្ត",
    "Finished a referral": "បានបញ្ចប់ការបញ្ជូនបន្ត",
    "Confirmed services of a provider": "បានបញ្ជាក់សេវារបស់អ្នកផ្តល់សេវា",
    "Wrote out the provider directory": "បាននាំចេញបញ្ជីអ្នកផ្តល់សេវា",
    "Read in a sheet of providers": "បានអានតារាងអ្នកផ្តល់សេវា",
    "Took changes from a sheet of providers": "បានយកការកែពីតារាងអ្នកផ្តល់សេវា",
}
