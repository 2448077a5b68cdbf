"""The enrolled laptop of the other tests, for those that attack it."""

from tests.field_client.conftest import centre, laptop

__all__ = ["centre", "laptop"]
