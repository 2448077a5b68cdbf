"""Khmer wording of forms that are asked one question a page, and of the page on which the answers are checked."""

WORDS = {
    "Back to the answers": "ត្រឡប់ទៅចម្លើយវិញ",
    "Check your answers": "សូមពិនិត្យចម្លើយរបស់លោកអ្នក",
    "%(n)s questions of reviewers are open": "មានសំណួរ %(n)s របស់អ្នកពិនិត្យមិនទាន់ឆ្លើយ",
    "%(n)s records are not yet received by the centre": "មានកំណត់ត្រា %(n)s ដែលមជ្ឈមណ្ឌលមិនទាន់ទទួលបាន",
    "Closing the case": "ការបិទករណី",
    "Still under way": "នៅមិនទាន់ចប់",
    "Continue": "បន្ត",
    "No answer": "គ្មានចម្លើយ",
    "What was planned": "អ្វីដែលបានគ្រោង",
    "Question %(n)s of %(total)s": "សំណួរទី %(n)s ក្នុងចំណោម %(total)s",
}
