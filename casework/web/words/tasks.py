"""Khmer wording of the page of a task."""

WORDS = {
    "A task that is dropped says why.": "កិច្ចការដែលបោះបង់ត្រូវប្រាប់មូលហេតុ។",
    "Choose how the alert stands.": "សូមជ្រើសរើសស្ថានភាពនៃការព្រមាន។",
    "Choose who takes it over.": "សូមជ្រើសរើសអ្នកទទួលបន្ត។",
    "Drop it": "បោះបង់",
    "Finish or give over": "បញ្ចប់ ឬប្រគល់ឱ្យអ្នកផ្សេង",
    "Give it over": "ប្រគល់",
    "Give it to somebody else": "ប្រគល់ឱ្យអ្នកផ្សេង",
    "How does the alert stand?": "តើការព្រមានស្ថិតក្នុងស្ថានភាពណា?",
    "Of my cases (%(n)s)": "នៃករណីរបស់ខ្ញុំ (%(n)s)",
    "Task": "កិច្ចការ",
    "What came of it?": "តើលទ្ធផលយ៉ាងណា?",
    "Where it comes from": "ប្រភពរបស់វា",
    "Write why it is dropped.": "សូមសរសេរមូលហេតុដែលបោះបង់។",
}
