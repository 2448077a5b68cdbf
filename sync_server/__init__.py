"""Many people's records: intake, feed, scopes, accounts, review, audit and jobs."""
