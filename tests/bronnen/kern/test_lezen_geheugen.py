"""Memory, measured in a process of its own: the high-water mark of this one says nothing."""

import subprocess
import sys

import pytest

PROGRAMMA = """
import io, re, sys
from bronnen.kern.herkenning import Bestandssoort
from bronnen.kern.lezen import read_table
from bronnen.leverschemas import schema

BRP = schema("brp")
BLOK = "".join(
    f'{i:09d};"van der Müller";19800101;M;{i // 3};paar met kinderen;Nederland;5211AB;{i % 200};'
    ";;Kerkstraat;BU99990101;W;\\r\\n" for i in range(10_000)
).encode()

class Rijen(io.RawIOBase):
    left, rest = int(sys.argv[1]) // 10_000, (";".join(BRP.elementen) + "\\r\\n").encode()
    def read(self, size=-1):
        if not self.rest and self.left:
            self.left, self.rest = self.left - 1, BLOK
        part, self.rest = self.rest[:size], self.rest[size:]
        return part

gelezen = read_table(
    Rijen(), soort=Bestandssoort.csv, schema=BRP, toegestaan=frozenset(BRP.elementen)
)
assert sum(len(nummers) for nummers, _ in gelezen.batches()) == int(sys.argv[1])
# Not ru_maxrss: that starts from what the parent had when it forked.
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


def _megabytes(count: int) -> int:
    command = [sys.executable, "-c", PROGRAMMA, str(count)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.fixture(scope="module")
def small() -> int:
    return _megabytes(300_000)


def test_reading_takes_little_memory(small: int) -> None:
    assert small < 300


def test_six_times_the_rows_take_no_more_memory(small: int) -> None:
    assert _megabytes(1_800_000) < small + 30
