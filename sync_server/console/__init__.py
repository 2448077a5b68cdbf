"""The coordinators' console: the shell around the shared pages of cases, and pages of its own. Routes ask services."""
