import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def test_the_command_writes_the_deliveries_and_says_where(tmp_path: Path) -> None:
    uitvoer = StringIO()
    call_command("demodata", folder=tmp_path, inwoners=600, seed=3, stdout=uitvoer)
    assert json.loads((tmp_path / "waarheid.json").read_text())["seed"] == 3
    assert str(tmp_path) in uitvoer.getvalue()


def test_the_command_can_leave_the_dirt_out(tmp_path: Path) -> None:
    call_command("demodata", folder=tmp_path, inwoners=600, schoon=True, stdout=StringIO())
    waarheid = json.loads((tmp_path / "waarheid.json").read_text())
    assert waarheid["vuil"] is False
    assert not any(deel["geweigerd"] for deel in waarheid["leveringen"].values())


@pytest.mark.parametrize("inwoners", [0, 499, 18_000_001])
def test_the_command_says_which_sizes_it_can_make(tmp_path: Path, inwoners: int) -> None:
    with pytest.raises(CommandError, match=r"van 500 tot en met 18\.000\.000"):
        call_command("demodata", folder=tmp_path, inwoners=inwoners)
