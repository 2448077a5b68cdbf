"""Khmer of transfers between offices. A working translation that awaits a native social worker."""

WORDS = {
    "Asked. The supervisor sends it to the other office.": "បានស្នើ។ អ្នកគ្រប់គ្រងផ្ញើវាទៅការិយាល័យផ្សេង។",
    "Until the other office accepts, the case and its visits stay with you.": "រហូតដល់ការិយាល័យផ្សេងទទួលយក ករណី និងការចុះជួបនៅជាបន្ទុករបស់លោកអ្នក។",
    "Nobody asked to transfer this case.": "មិនទាន់មានអ្នកណាស្នើផ្ទេរករណីនេះទេ។",
    "Ask for a transfer": "ស្នើការផ្ទេរ",
    "The directory knows no other office. Ask the coordinator.": "បញ្ជីគ្មានការិយាល័យផ្សេងទេ។ សូមសួរអ្នកសម្របសម្រួល។",
}  # fmt: skip
