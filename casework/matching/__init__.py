"""Which two records may be one person, and why. Pure: stores hand it rows; it proposes and explains, never decides."""
