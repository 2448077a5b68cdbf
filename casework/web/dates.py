"""Days and moments in words, Phnom Penh time: `21 November 2026`, `21 វិច្ឆិកា 2026`, `21:14`. Digits are 0-9. Pure."""

from datetime import UTC, date, datetime, timedelta, timezone

PHNOM_PENH = timezone(timedelta(hours=7), "Asia/Phnom_Penh")  # no summer time since 1955
NEAR_DAYS = 7

MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
    "km": ("មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា", "កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ"),
}  # fmt: skip
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "km": ("ថ្ងៃចន្ទ", "ថ្ងៃអង្គារ", "ថ្ងៃពុធ", "ថ្ងៃព្រហស្បតិ៍", "ថ្ងៃសុក្រ", "ថ្ងៃសៅរ៍", "ថ្ងៃអាទិត្យ"),
}


def month_name(month: int, language: str) -> str:
    """The name of month 1 to 12."""
    return MONTHS[language][month - 1]


def day_words(value: date | str, language: str, *, today: date | None = None) -> str:
    """A day, month (`2026-11`) or year in words; with its weekday where `today` is given and at most 7 days away."""
    if isinstance(value, str):
        parts = value.split("-")
        if len(parts) == 1:
            return value
        if len(parts) == 2:
            return f"{month_name(int(parts[1]), language)} {parts[0]}"
        value = date.fromisoformat(value)
    words = f"{value.day} {month_name(value.month, language)} {value.year}"
    if today is None or abs((value - today).days) > NEAR_DAYS:
        return words
    return f"{WEEKDAYS[language][value.weekday()]} {words}"


def day_of(unix_ms: int) -> date:
    """The day in Phnom Penh of a moment (milliseconds since 1970)."""
    return datetime.fromtimestamp(unix_ms / 1000, UTC).astimezone(PHNOM_PENH).date()


def clock_words(unix_ms: int) -> str:
    """The time in Phnom Penh, `21:14`."""
    return datetime.fromtimestamp(unix_ms / 1000, UTC).astimezone(PHNOM_PENH).strftime("%H:%M")


def moment_words(unix_ms: int, language: str) -> str:
    """Day and time: `21 November 2026, 21:14`."""
    return f"{day_words(day_of(unix_ms), language)}, {clock_words(unix_ms)}"
