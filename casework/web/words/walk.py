"""Khmer wording of forms that are asked one question a page, and of the page on which the answers are checked."""

WORDS = {
    "Back to the answers": "ត្រឡប់ទៅចម្លើយវិញ",
    "Check your answers": "សូមពិនិត្យចម្លើយរបស់លោកអ្នក",
    "%(n)s questions of reviewers are open": "មានសំណួរ %(n)s របស់អ្នកពិនិត្យមិនទាន់ឆ្លើយ",
    "%(n)s records are not yet received by the centre": "មានកំណត់ត្រា %(n)s ដែលមជ្ឈមណ្ឌលកណ្តាលមិនទាន់ទទួលបាន",
    "Check the decision": "សូមពិនិត្យសេចក្តីសម្រេច",
    "Other laptops have it after their next sending and receiving.": "កុំព្យូទ័រផ្សេងទៀតនឹងទទួលបានបន្ទាប់ពីការផ្ញើ និងទទួលលើកក្រោយ។",
    "This answer is stored, under your name and with the reason. The other answers stay in the history.": (
        "ចម្លើយនេះត្រូវបានរក្សាទុកក្រោមឈ្មោះលោកអ្នក ព្រមទាំងមូលហេតុ។ ចម្លើយផ្សេងទៀតនៅតែមានក្នុងប្រវត្តិ។"
    ),
    "why this answer?": "ហេតុអ្វីជាចម្លើយនេះ?",
    "Closing the case": "ការបិទករណី",
    "Still under way": "នៅមិនទាន់ចប់",
    "Could not visit, planned again: %(day)s": "មិនបានចុះជួប គ្រោងម្តងទៀត៖ %(day)s",
    "Continue": "បន្ត",
    "No answer": "គ្មានចម្លើយ",
    "What was planned": "អ្វីដែលបានគ្រោង",
    "Its steps: sending, signing, what came of it": "ជំហានរបស់វា៖ ការផ្ញើ ការចុះហត្ថលេខា និងលទ្ធផល",
    "Not accepted by the office": "ការិយាល័យមិនបានទទួលយក",
    "Question %(n)s of %(total)s": "សំណួរទី %(n)s ក្នុងចំណោម %(total)s",
}
