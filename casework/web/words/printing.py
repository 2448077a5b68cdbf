"""Khmer wording of printing: the note that is kept, the heads of sheets."""

WORDS = {
    "A note in the case will say who printed it and when.": "កំណត់ចំណាំមួយក្នុងករណីនឹងប្រាប់ថាអ្នកណាបានបោះពុម្ព និងនៅពេលណា។",
    "It could not be recorded, so nothing is printed.": "មិនអាចកត់ត្រាបានទេ ដូច្នេះមិនបោះពុម្ពអ្វីឡើយ។",
    "It is noted in the case that you print this.": "បានកត់ក្នុងករណីថាលោកអ្នកបោះពុម្ពនេះ។",
    "Note it, then print": "កត់ទុក រួចបោះពុម្ព",
    "On paper, blank, with the code of the case:": "លើក្រដាស ទទេ មានលេខកូដករណី៖",
    "Printed: %(paper)s": "បានបោះពុម្ព៖ %(paper)s",
    "Referral letter to %(name)s": "លិខិតបញ្ជូនទៅ %(name)s",
    "This paper is printed with the button on its page.": "ក្រដាសនេះបោះពុម្ពដោយប៊ូតុងនៅលើទំព័ររបស់វា។",
    "This visit on paper": "ការចុះជួបនេះលើក្រដាស",
}
