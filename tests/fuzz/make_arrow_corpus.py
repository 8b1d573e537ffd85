"""Write the first seeds of the Arrow fuzzer to FOLDER: each type of column, each way to be wrong."""
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


def seed(columns, chunks=(40,), options=(64, 0, 0, 0, 0), wrong=0):
    plan = [wrong, len(columns), len(chunks), 0, 0]
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


def wrong_seed(schema=0, array=0, child=0):
    """A table whose last column is a dictionary of doubles."""
    plan = [schema, 2, 1, 0, 2]
    plan += [names.index("cycle"), formats.index("l"), 0]
    plan += [names.index("discharge_capacity"), formats.index("c"), formats.index("g") + 1]
    chunk = [array, 9, 0, 0] + [0, 0, 0, RISING] + [child, 0, 0, RISING] + [12, 0, LEVEL]
    return bytes([32, 0, 0, 0, 0, *plan, *chunk])


for wrong in range(16):
    (folder / f"schema{wrong:02}").write_bytes(wrong_seed(schema=wrong))
for wrong in range(17):
    (folder / f"array{wrong:02}").write_bytes(wrong_seed(array=wrong))
for wrong in range(32):
    (folder / f"child{wrong:02}").write_bytes(wrong_seed(child=wrong))
