"""Fixtures that several parts of the tests share."""

pytest_plugins = ("tests.postgres", "tests.stores")
