"""The laptop's name (its device code, such as K7), known without opening anything: it stands in `shell.json`."""

import orjson

from field_client.data_folder import DataFolder
from field_client.files import Files
from shared_schema.canonical import dumps
from shared_schema.errors import HomewardError

NICKNAME = "nickname"
UNNAMED = "THIS-LAPTOP"  # the file with the name is damaged or gone; there is still something to erase


def laptop_name(files: Files, folder: DataFolder) -> str | None:
    """The name; None where this folder holds no laptop."""
    if not any(files.exists(path) for path in (folder.store, folder.root / "keyslots.json", folder.backups)):
        return None
    return str(_document(files, folder).get(NICKNAME) or UNNAMED)


def keep_name(files: Files, folder: DataFolder, name: str) -> None:
    """Writes the name beside what else the locked program may know."""
    held = _document(files, folder)
    if held.get(NICKNAME) != name:
        files.write_durably(folder.shell, dumps({**held, NICKNAME: name}))


def _document(files: Files, folder: DataFolder) -> dict[str, object]:
    try:
        found = orjson.loads(files.read(folder.shell) or b"{}")
    except (orjson.JSONDecodeError, HomewardError):
        return {}
    return found if isinstance(found, dict) else {}
