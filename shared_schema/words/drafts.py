"""Errors of drafts of forms."""

from shared_schema.errors import ErrorWords, Sentences

ERRORS = (
    ErrorWords(
        "draft.saved_already",
        Sentences(
            "This form was saved already, from another tab or by another press.",
            "What was saved first stands. Your text is still on this page.",
            "Open the record in another tab, compare, and write there what is missing.",
        ),
        Sentences(
            "ទម្រង់នេះត្រូវបានរក្សាទុករួចហើយ ពីផ្ទាំងផ្សេង ឬដោយការចុចមួយផ្សេងទៀត។",
            "អ្វីដែលបានរក្សាទុកមុននៅដដែល។ អត្ថបទរបស់លោកអ្នកនៅលើទំព័រនេះនៅឡើយ។",
            "សូមបើកកំណត់ត្រាក្នុងផ្ទាំងផ្សេង ប្រៀបធៀប ហើយសរសេរអ្វីដែលខ្វះនៅទីនោះ។",
        ),
    ),
)
