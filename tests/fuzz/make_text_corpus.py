#!/usr/bin/env python3
"""Seeds of the text fuzzer: the head of each sample of the formats, and some tables by hand.

make_text_corpus.py FORMATS CORPUS
"""

import pathlib
import sys

HAND = {
    "table": "cycle,charge_capacity,discharge_capacity\n" +
             "".join(f"{k},{2 - k / 100},{1.98 - k / 100}\n" for k in range(1, 40)),
    "blocks": "Test_Time(s),Step_Index,Current(A)\n" +
              "".join(f"{60 * k},{k // 50},{0.5 if k < 50 else -0.5}\n" for k in range(100)),
    "short": "Current(A),Test_Time(s),Step_Index,Voltage(V)\n" +
             "".join(f"1,{60 * k},1\n" for k in range(200)),
    "cut": "Test_Time(s),Current(A),Voltage(V)\n0,1,3.5\n60,1,3.6\n120,1,3.",
    "states": "Time;Md;I/mA;U[V]\n" + "".join(
        f"{60 * k};{'CDR'[k // 20 % 3]};{(k // 20 % 3 < 2) * 1000};3,{k:03}\n" for k in range(180)),
    "increments": "mode\ttime/s\tdq/mA.h\tEwe/V\tcontrol/mA\n" + "".join(
        f"{1 + k // 30 % 3}\t{60 * k}\t{(k // 30 % 3 - 1) * 2}\t3.{k:03}\t5\n" for k in range(180)),
    "nets": "Test Time / s,Current / A,Cycle Count / 1,Step Count / 1,Charging Capacity / Ah,"
            "Discharging Capacity / Ah,Net Capacity / Ah,Cumulative Capacity / Ah\n" + "".join(
                f"{360 * k},{1 - 2 * (k // 10 % 2)},{1 + k // 20},{1 + k // 10},"
                f"{k // 20 + min(k % 20, 10) / 10:.1f},{k // 20 + max(k % 20 - 10, 0) / 10:.1f},"
                f"{(10 - abs(k % 20 - 10)) / 10:.1f},{k / 10:.1f}\n" for k in range(80)),
}


def main():
    formats, corpus = map(pathlib.Path, sys.argv[1:])
    for path in sorted(formats.iterdir()):
        text = path.read_bytes()
        end = text.rfind(b"\n", 0, 6000) + 1
        (corpus / path.name).write_bytes(bytes([4, 0, 0, 0, 0, 0, 0, 255]) + text[:end])
    for name, text in HAND.items():
        (corpus / name).write_bytes(bytes([4, 0, 0, 0, 0, 0, 129, 128]) + text.encode())


main()
