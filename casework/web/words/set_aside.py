"""Khmer wording of the page of what was set aside."""

WORDS = {
    "%(num)s later changes of the same record wait with it.": "ការកែប្រែក្រោយៗ %(num)s នៃកំណត់ត្រាដដែលរង់ចាំជាមួយវា។",
    "Ask the office": "សួរការិយាល័យ",
    "Ask the office: this answer is kept by the worker of the other case.": (
        "សូមសួរការិយាល័យ៖ ចម្លើយនេះត្រូវបានរក្សាដោយបុគ្គលិកនៃករណីម្ខាងទៀត។"
    ),
    "Ask the office: write the record anew under the right case.": ("សូមសួរការិយាល័យ៖ សូមសរសេរកំណត់ត្រានេះជាថ្មីក្រោមករណីត្រឹមត្រូវ។"),
    "Correct and send again": "កែ ហើយផ្ញើម្តងទៀត",
    "Correct it, or ask the office.": "សូមកែវា ឬសួរការិយាល័យ។",
    "Correct it: make the text shorter, or divide it into two notes.": ("សូមកែវា៖ ធ្វើឱ្យអត្ថបទខ្លីជាងនេះ ឬបំបែកជាកំណត់ចំណាំពីរ។"),
    "Correct it: who signs or decides is named by herself alone.": (
        "សូមកែវា៖ អ្នកដែលចុះហត្ថលេខា ឬសម្រេច ត្រូវដាក់ឈ្មោះដោយខ្លួនឯងប៉ុណ្ណោះ។"
    ),
    "Correct it: write the reason, or put the safer answer back.": ("សូមកែវា៖ សរសេរមូលហេតុ ឬដាក់ចម្លើយដែលមានសុវត្ថិភាពជាងវិញ។"),
    "Correct the answer that does not fit its question.": "សូមកែចម្លើយដែលមិនត្រូវនឹងសំណួរ។",
    "Its case is no longer on this laptop. Call the office:": ("ករណីនេះលែងមានក្នុងកុំព្យូទ័រនេះទៀតហើយ។ សូមទូរស័ព្ទទៅការិយាល័យ៖"),
    "Look at the whole record": "មើលកំណត់ត្រាទាំងមូល",
    "Nothing is to be done here: it is tried again by itself at the next sending and receiving.": (
        "មិនចាំបាច់ធ្វើអ្វីនៅទីនេះទេ៖ វានឹងត្រូវសាកម្តងទៀតដោយខ្លួនឯងពេលផ្ញើ និងទទួលលើកក្រោយ។"
    ),
    "Nothing is to be done here: the administrator sees what you asked for.": (
        "មិនចាំបាច់ធ្វើអ្វីនៅទីនេះទេ៖ អ្នករដ្ឋបាលឃើញអ្វីដែលលោកអ្នកបានស្នើ។"
    ),
    "Nothing is to be done here: the new worker or the supervisor takes your words over with one press.": (
        "មិនចាំបាច់ធ្វើអ្វីនៅទីនេះទេ៖ បុគ្គលិកថ្មី ឬអ្នកគ្រប់គ្រងនឹងយកអ្វីដែលលោកអ្នកសរសេរដោយចុចតែម្តង។"
    ),
    "Put the safer answer back, or ask the office to lower it.": ("សូមដាក់ចម្លើយដែលមានសុវត្ថិភាពជាងវិញ ឬសុំការិយាល័យបន្ថយវា។"),
    "Set aside: %(kind)s. %(why)s": "ទុកដោយឡែក៖ %(kind)s។ %(why)s",
    "See what to do": "មើលអ្វីដែលត្រូវធ្វើ",
    "Something of this record was set aside. Nothing of it is lost.": (
        "ផ្នែកខ្លះនៃកំណត់ត្រានេះត្រូវបានទុកដោយឡែក។ គ្មានអ្វីបាត់បង់ទេ។"
    ),
    "Take this answer back by correcting it, or ask the office to do this step.": (
        "សូមដកចម្លើយនេះវិញដោយកែវា ឬសុំការិយាល័យធ្វើជំហាននេះ។"
    ),
    "The office was asked:": "បានសួរការិយាល័យ៖",
    "This was set aside": "នេះត្រូវបានទុកដោយឡែក",
    "What you wrote": "អ្វីដែលលោកអ្នកបានសរសេរ",
    "You have written it again. It goes with the next sending, and this line leaves when it is received.": (
        "លោកអ្នកបានសរសេរវាម្តងទៀត។ វានឹងទៅជាមួយការផ្ញើលើកក្រោយ ហើយជួរនេះនឹងបាត់ពេលវាត្រូវបានទទួល។"
    ),
}
