from pathlib import Path

import pytest

from bronnen.demodata.kern.schrijven import write_deliveries
from bronnen.demodata.kern.waarheid import Waarheid


@pytest.fixture(scope="session")
def geschreven(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Waarheid]:
    """The deliveries of the default municipality, made once."""
    folder = tmp_path_factory.mktemp("leveringen")
    return folder, write_deliveries(folder)
