"""One coded line for each dossier: what lists and figures ask of it without opening it.

Only codes, days, ids and counts of unrestricted kinds stand here, as in the coded projection (security.md 4.7).
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, text

from sync_server.store.metadata import METADATA
from sync_server.store.tables_people import ID

DAY = String(10)  # ISO: compares as text
_BY_DUE = ("kind", "due_on", "home")
_HOLDERS = ("status", "worker", "office", "other_worker", "other_office")
_FEW = (*_BY_DUE, *_HOLDERS)

standings = Table(
    "standings",
    METADATA,
    Column("home", ID, primary_key=True),
    Column("kind", String(40), nullable=False),  # case | tracing_inquiry
    Column("worker", ID, nullable=True),
    Column("office", ID, nullable=True),
    Column("other_worker", ID, nullable=True),  # of a second assignment, while there are two
    Column("other_office", ID, nullable=True),
    Column("author", ID, nullable=True),  # who created the head
    Column("begun_on", DAY, nullable=True),  # registered, or asked for
    Column("status", String(20), nullable=True),
    Column("stage", String(20), nullable=True),
    Column("risk", String(10), nullable=True),  # the working level: high while an alert is open
    Column("province", String(2), nullable=True),  # of the return if there was one, else where she lives now
    Column("due_on", DAY, nullable=True),
    Column("overdue_on", DAY, nullable=True),  # the first day on which the visit is overdue
    Column("escalated_on", DAY, nullable=True),
    Column("last_seen_on", DAY, nullable=True),
    Column("last_tried_on", DAY, nullable=True),  # the last visit without success after the last success
    Column("not_seen_reason", String(40), nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("reunified_on", DAY, nullable=True),
    Column("open_alerts", Integer, nullable=False),
    Column("open_matches", Integer, nullable=False),
    Column("is_lost", Boolean, nullable=False),  # lost to follow-up is suggested
    Column("stands_until", DAY, nullable=True),  # the day on which the same records mean something else
    Column("made_at", BigInteger, nullable=False),
    Column("closed_on", DAY, nullable=True),
    Column("open_tasks", Integer, nullable=False, server_default="0"),
    Column("open_questions", Integer, nullable=False, server_default="0"),
    # Each of the next two holds every column that its figures ask for, so that the table itself is not read.
    Index(
        "ix_standings_figures",
        "office",
        "province",
        "kind",
        "status",
        "stage",
        "overdue_on",
        "escalated_on",
        "reunified_on",
        "last_seen_on",
        "not_seen_reason",
        "attempts",
        "open_alerts",
        "open_matches",
        "is_lost",
        "risk",
        "worker",
        "other_office",
        "other_worker",
    ),
    Index(
        "ix_standings_loads",
        "worker",
        "office",
        "kind",
        "status",
        "due_on",
        "overdue_on",
        "escalated_on",
        "risk",
        "open_alerts",
        "other_office",
        "other_worker",
    ),
    # A list in its order, with what says whose a line is: what a page far down skips is skipped without the table.
    Index("ix_standings_by_due", *_FEW, "overdue_on", "escalated_on"),
    Index("ix_standings_stands_until", "stands_until"),
    Index("ix_standings_by_begun", "begun_on", "home", "kind", *_HOLDERS),
    Index("ix_standings_author", "author"),
    # What few lines are: a list of them reads these, not every line in the order of the list. Their queries say the
    # same condition in the same words (`store/standings.py`), or the store does not know that it may use them.
    *(
        Index(f"ix_standings_{name}", *columns, sqlite_where=text(few), postgresql_where=text(few))
        for name, columns, few in (
            ("alerts", _FEW, "open_alerts > 0"),
            ("matches", _FEW, "open_matches > 0"),
            ("lost", _FEW, "is_lost"),
            ("tried", _FEW, "attempts > 0"),
            ("tasks", _FEW, "open_tasks > 0"),
            ("questions", _FEW, "open_questions > 0"),
            ("shut", _FEW, "status IN ('closed', 'duplicate')"),
            ("other_worker", ("other_worker",), "other_worker IS NOT NULL"),
            ("reunified", ("reunified_on", "home"), "reunified_on IS NOT NULL"),
            ("closed_on", ("closed_on", "home", "kind", *_HOLDERS), "closed_on IS NOT NULL"),
        )
    ),
)

standing_owners = Table(  # who holds lines ("" = nobody): whether her sums are of her lines as they stand
    "standing_owners",
    METADATA,
    Column("worker", ID, primary_key=True),
    Column("changed", BigInteger, nullable=False),  # rises in the transaction that writes a line of hers
    Column("counted", BigInteger, nullable=False),  # what `changed` was when her sums were made
    Column("counted_for", DAY, nullable=False),  # and for which day: visits fall due by the day
)

standing_sums = Table(  # of open dossiers; "" where a line holds nothing
    "standing_sums",
    METADATA,
    Column("worker", ID, primary_key=True),
    Column("office", ID, primary_key=True, index=True),
    Column("other_worker", ID, primary_key=True),
    Column("other_office", ID, primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("stage", String(20), primary_key=True),
    Column("risk", String(10), primary_key=True),
    Column("reason", String(40), primary_key=True),  # why not seen, of those not seen at the last attempt
    Column("number", Integer, nullable=False),
    Column("due", Integer, nullable=False),
    Column("overdue", Integer, nullable=False),
    Column("escalated", Integer, nullable=False),
    Column("tried", Integer, nullable=False),
    Column("lost", Integer, nullable=False),
    Column("never_seen", Integer, nullable=False),
    Column("alerts", Integer, nullable=False),
)

standing_places = Table(  # of cases by where they stand, for the overview; "" where a line holds nothing
    "standing_places",
    METADATA,
    Column("worker", ID, primary_key=True),
    Column("office", ID, primary_key=True, index=True),
    Column("other_worker", ID, primary_key=True),
    Column("other_office", ID, primary_key=True),
    Column("province", String(2), primary_key=True),
    Column("active", Integer, nullable=False),
    Column("closed", Integer, nullable=False),
    Column("overdue", Integer, nullable=False),
    Column("escalated", Integer, nullable=False),
    Column("reunified", Integer, nullable=False),  # in the quarter of the day that was counted for
    Column("alerts", Integer, nullable=False),
    Column("matches", Integer, nullable=False),
    Column("lost", Integer, nullable=False),
    *(  # a sum for few says the same condition in the same words (`within`)
        Index(f"ix_standing_places_{other}", other, sqlite_where=text(words), postgresql_where=text(words))
        for other, words in (("other_worker", "other_worker != ''"), ("other_office", "other_office != ''"))
    ),
)
