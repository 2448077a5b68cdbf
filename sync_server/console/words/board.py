"""Khmer of the board of referrals and of the inbox."""

WORDS = {
    "Referrals received": "ការបញ្ជូនបន្តដែលបានទទួល",
    "States": "ស្ថានភាព",
    "%(num)s answers are overdue": "ចម្លើយ %(num)s ហួសកាលកំណត់",
    "Counted among the 500 that wait longest.": "រាប់ក្នុងចំណោម 500 ដែលរង់ចាំយូរជាងគេ។",
    "The answer is overdue": "ចម្លើយហួសកាលកំណត់",
    "The receiving office answers by itself": "ការិយាល័យទទួលឆ្លើយដោយខ្លួនឯង",
    "No referral waits for an answer.": "គ្មានការបញ្ជូនបន្តណារង់ចាំចម្លើយទេ។",
    "No referral is in this state.": "គ្មានការបញ្ជូនបន្តក្នុងស្ថានភាពនេះទេ។",
    "What other offices sent to yours: the letter and what the person agreed to share. Nothing else of the case is here.": "អ្វីដែលការិយាល័យផ្សេងផ្ញើមក៖ លិខិត និងអ្វីដែលសាមីខ្លួនយល់ព្រមចែករំលែក។ គ្មានអ្វីផ្សេងពីករណីនៅទីនេះទេ។",
    "Saved. The other office gets the answer.": "បានរក្សាទុក។ ការិយាល័យផ្សេងនឹងទទួលចម្លើយ។",
    "Papers marked for you": "ឯកសារសម្រាប់លោកអ្នក",
    "Your answer": "ចម្លើយរបស់លោកអ្នក",
    "Since when was the service given?": "បានផ្តល់សេវាតាំងពីពេលណា?",
    "The service is linked to the referral and stands in the case.": "សេវាត្រូវបានភ្ជាប់ជាមួយការបញ្ជូនបន្ត ហើយនៅក្នុងករណី។",
}
