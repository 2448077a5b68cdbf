"""Settings of the programme as they reached this laptop: few records of the directory, read where one is asked for."""

from collections.abc import Iterator, Mapping

from field_client.store.local_store import LocalStore
from field_client.store.states import read_kept
from shared_schema.canonical import Json
from shared_schema.merge.policy import show
from shared_schema.records.directory import SETTING


def settings_of(store: LocalStore) -> Iterator[Mapping[str, Json]]:
    """The values of each setting that stands."""
    sql = "SELECT state FROM shown WHERE kind = ? AND is_retracted = 0"
    for (data,) in store.database.rows(sql, (SETTING.name,)):
        yield show(read_kept(data), SETTING).values
