from printkit.shipped import shipped_folder


def test_the_shipped_folder_holds_the_reference() -> None:
    assert (shipped_folder() / "README.md").is_file()
