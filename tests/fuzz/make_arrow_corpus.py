"""Write the first seeds of the Arrow fuzzer, one for each type of column: FOLDER."""
import re
import sys
from pathlib import Path

source = Path(__file__).with_name("arrow_producer.c").read_text()


def strings(array):
    body = re.search(array + r"\[\] = \{(.*?)\n\};", source, re.S).group(1)
    return re.findall(r'"((?:[^"\\]|\\.)*)"', body)


names, formats = strings("names"), strings("formats")
LEVEL, RISING, WAVE, VOLTAGE = 4 + 8, 0, 2, 3


def values(form, kind):
    if form == "n":
        return []
    return [0, 0xFE, 0] if form == "b" else [0, kind]  # no bitmap of nulls


def seed(columns, chunks=(40,), options=(64, 0, 0, 0, 0)):
    plan = [0, len(columns), len(chunks), 0, 0]
    for name, form, _ in columns:
        plan += [names.index(name), formats.index(form), 0]
    for rows in chunks:
        plan += [0, rows, 0, 0]
        for _, form, kind in columns:
            plan += [0, 0] + values(form, kind)
    return bytes([*options, *plan])


folder = Path(sys.argv[1])
for number, form in enumerate(formats):
    columns = [("cycle", "l", RISING), ("discharge_capacity", "g", LEVEL), ("duration", form, 7)]
    (folder / f"table{number:02}").write_bytes(seed(columns))
    columns = [("Test Time / s", form, 8), ("Current / A", "f", WAVE), ("Voltage / V", "g", VOLTAGE),
               ("State", form, 7)]
    (folder / f"series{number:02}").write_bytes(seed(columns, (20, 0), (65, number, 0, 0, 0)))
