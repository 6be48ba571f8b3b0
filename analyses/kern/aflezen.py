"""Reading a safe table: by code of the column, by gebied, by class. Standard library only."""

from privacy.kern.veilig import VeiligeRij, VeiligeTabel


def value(tabel: VeiligeTabel, rij: VeiligeRij, code: str) -> str | int | float | None:
    return rij.waarden[[kop.code for kop in tabel.koppen].index(code)]


def number(tabel: VeiligeTabel, rij: VeiligeRij, code: str) -> float | None:
    waarde = value(tabel, rij, code)
    return float(waarde) if isinstance(waarde, int | float) else None


def rows_of_area(tabel: VeiligeTabel, gebied: str) -> list[VeiligeRij]:
    return [rij for rij in tabel.rijen if value(tabel, rij, "gebied") == gebied]


def labels_of(tabel: VeiligeTabel, kolom: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(rij.waarden[kolom]) for rij in tabel.rijen))


def has_column(tabel: VeiligeTabel, code: str) -> bool:
    return any(kop.code == code for kop in tabel.koppen)


def shown(tabel: VeiligeTabel, *codes: str) -> list[float]:
    waarden = [number(tabel, rij, code) for rij in tabel.rijen for code in codes]
    return [waarde for waarde in waarden if waarde is not None]
