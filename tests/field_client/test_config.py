"""Where a laptop's folders are, and what its settings file may say."""

from pathlib import Path

import pytest

from field_client.config import read_config
from tests.field_client.sync.laptops import refused


def test_data_and_incarnation_never_share_a_folder() -> None:
    config = read_config()
    assert config.data != config.state
    assert config.data not in config.folder.incarnation.parents


def test_two_data_folders_have_two_incarnation_files(tmp_path: Path) -> None:
    first, second = (read_config(data=tmp_path / name).folder.incarnation for name in ("a", "b"))
    assert first != second
    assert tmp_path not in first.parents


def test_the_command_line_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f'data = "{tmp_path / "from-file"}"\nlanguage = "km"\ncentre_name = "Siem Reap"\n')
    assert read_config(file).data == tmp_path / "from-file"
    config = read_config(file, data=tmp_path / "given", language="en")
    assert (config.data, config.language, config.centre_name) == (tmp_path / "given", "en", "Siem Reap")


@pytest.mark.parametrize(
    "text", ["not toml =", 'passphrase = "secret"', "language = 7", 'language = "fr"', 'allow_cloud_folder = "yes"']
)
def test_a_settings_file_that_says_anything_else_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    refused(lambda: read_config(file), "cli.config_unreadable")
    refused(lambda: read_config(tmp_path / "missing.toml"), "cli.config_unreadable")


def test_settings_are_not_read_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = read_config(data=tmp_path, state=tmp_path / "state")
    monkeypatch.setenv("HOMEWARD_DATA", "/elsewhere")
    monkeypatch.setenv("HOMEWARD_LANGUAGE", "km")
    assert read_config(data=tmp_path, state=tmp_path / "state") == before
