"""The data folder: not where a cloud service copies it away."""

from pathlib import Path

import pytest

from field_client.data_folder import DataFolder, cloud_service, prepare_data_folder
from field_client.files import Files
from tests.field_client.vault.building import refused


def a_folder(root: Path) -> DataFolder:
    return DataFolder(root=root, incarnation=root.parent / "state" / "incarnation")


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - Mekong Families", "OneDrive"),
        ("Dropbox", "Dropbox"),
        ("Dropbox (Office)", "Dropbox"),
        ("Google Drive", "Google Drive"),
        ("GoogleDrive-office", "Google Drive"),
        ("My Drive", "Google Drive"),
    ],
)
def test_a_folder_inside_a_cloud_folder_is_refused_unless_the_person_wants_it(
    tmp_path: Path, name: str, service: str
) -> None:
    folder = a_folder(tmp_path / name / "work" / "homeward")
    with refused("files.cloud_folder") as refusal:
        prepare_data_folder(Files(), folder, environment={})
    assert refusal.facts == {"service": service} and not folder.root.exists()
    prepare_data_folder(Files(), folder, environment={}, allow_cloud=True)
    assert folder.backups.is_dir()


def test_a_cloud_folder_under_another_name_is_known_by_its_marks(tmp_path: Path) -> None:
    (tmp_path / "shared" / ".dropbox.cache").mkdir(parents=True)
    assert cloud_service(tmp_path / "shared" / "homeward", environment={}) == "Dropbox"
    environment = {"OneDriveCommercial": str(tmp_path / "company")}
    assert cloud_service(tmp_path / "company" / "homeward", environment=environment) == "OneDrive"


@pytest.mark.parametrize("name", ["homeward", "Documents", "onedriver", "dropboxes", "not google drive"])
def test_ordinary_folders_are_accepted(tmp_path: Path, name: str) -> None:
    folder = a_folder(tmp_path / name)
    prepare_data_folder(Files(), folder, environment={"OneDrive": str(tmp_path / "elsewhere"), "OneDriveConsumer": ""})
    assert folder.backups.is_dir() and folder.incarnation.parent.is_dir()
