"""The text exports of the shared data, as their makers wrote them: for real_exports.py."""

from dataclasses import dataclass

LIMIT = 1e-3


@dataclass
class Export:
    """What a file is by its maker, and how its columns are called."""
    path: str
    traits: str
    time: str = ""
    current: str = ""
    charge: str = ""            # counters; both the same: one for both directions
    discharge: str = ""
    scope: str = "step"         # where counters start again: never, cycle, step, some (steps; they
                                # go on where they do not fall), falls; net: they go down
    cycle: str = ""
    step: str = ""
    state: str = ""             # C and D, where the current has no sign
    hour: float = 3600.0        # time units in one hour
    milli: bool = False         # mA and mAh
    delimiter: str = ","
    comma: bool = False
    nested: bool = False        # the counters stand in rows of cycles, the rest in rows of records
    digit: float = 0.0          # Ah, the last of the counters, of a record with nearly no charge
    begins: str = "zero"        # first: what the counter shows first was counted before the record
    why: str = ""               # differences beyond LIMIT and `open`
    limit: float = 0.0          # of them
    reported: float = LIMIT     # limit of what is read as it is
    refused: str = ""           # what the message says of a file that has to be refused


BEEP, CELLPY, ROVI = "TRI-AMDD__beep/", "jepegit__cellpy/", "ROVI-org__battery-data-toolkit/"
PYPROBE, BIOLOGIC = "ImperialCollegeLondon__PyProBE/", "cheminfo__biologic-converter/"
BDF, CALCE = "battery-data-alliance__battery-data-format/", "nicolet5__DiffCapAnalyzer/"
NOVONIX = "BatLabLancaster__preparenovonix/"


def arbin(path, traits, **more):
    return Export(path, traits, **{**dict(
        time="Test_Time", current="Current", cycle="Cycle_Index", step="Step_Index",
        charge="Charge_Capacity", discharge="Discharge_Capacity", scope="never"), **more})


def calce(name):
    return Export(CALCE + name, "Arbin: counters never reset", time="Test_Time(s)",
                  current="Current(A)", charge="Charge_Capacity(Ah)",
                  discharge="Discharge_Capacity(Ah)", scope="never", cycle="Cycle_Index",
                  step="Step_Index")


def maccor(path, traits, **more):
    return Export(path, traits, **{**dict(
        time="Test (Sec)", current="Amps", charge="Amp-hr", discharge="Amp-hr", cycle="Cyc#",
        step="Step", state="State", delimiter="\t"), **more})


def biologic(path, traits, **more):
    return Export(path, traits, **{**dict(
        time="time/s", current="I/mA", charge="(Q-Qo)/mA.h", discharge="(Q-Qo)/mA.h", scope="net",
        cycle="cycle number", step="Ns", milli=True, delimiter="\t"), **more})


def pec(name):
    return Export(CELLPY + name, "PEC: 45 lines before, latin-1, A beside mAh, hh:mm:ss.xxx",
                  time="Total Time (Hours in hh:mm:ss.xxx)", current="Current (A)",
                  charge="Charge Capacity (mAh)", discharge="Discharge Capacity (mAh)",
                  scope="never", cycle="Cycle", step="Step",
                  digit=1e-6, limit=1.0, reported=1.0,
                  why="a cell at rest: digits of 1 uA for hours")


def custom(name, traits="", **more):
    return Export(CELLPY + name, "; 19 lines before, no units" + traits, **{**dict(
        time="test_time", current="current", charge="charge_capacity",
        discharge="discharge_Capacity", scope="never", cycle="cycle", step="step", delimiter=";"),
        **more})


EXPORTS = [
    arbin(BEEP + "2017-05-09_test-TC-contact_CH33.csv", "Arbin SQL: no units, first steps blank",
          begins="first"),
    arbin(BEEP + "FastCharge_000025_CH8.csv", "Arbin SQL: cycle 0, a rest"),
    maccor(BEEP + "PreDiag_000229_000229_truncated.034", "Maccor: tab, CRLF, one unsigned counter"),
    maccor(BEEP + "PredictionDiagnostics_000109_tztest.010", "Maccor: begins within a step",
           scope="some", begins="first"),
    pec("Test25195.csv"), pec("Test25205.csv"), pec("Test25209.csv"),
    Export(CELLPY + "pec.csv", "PEC: mA, mV, 32 lines before, latin-1", time="Total Time (Seconds)",
           current="Current (mA)", charge="Charge Capacity (mAh)",
           discharge="Discharge Capacity (mAh)", scope="cycle", cycle="Cycle", step="Step",
           milli=True),
    Export(CELLPY + "batmo_bdf.csv", "BDF headings, h, > 0 discharges", time="Test Time / h",
           current="Current / A", charge="Charge Capacity / Ah",
           discharge="Discharge Capacity / Ah", cycle="Cycle Count / 1", step="Step Index / 1",
           hour=1.0),
    custom("custom_data_001.csv", ", blank rows at the end"), custom("custom_good_small.csv"),
    custom("custom_missing_column.csv", ", no voltage"),
    custom("custom_missing_cycle.csv", ", a cycle missing"),
    custom("custom_truncated.csv", ", cut short"),
    custom("custom_nan_inf.csv", ", inf as a voltage", refused="'inf' is not a number"),
    maccor(CELLPY + "maccor_001.txt", "Maccor: days and clock, unsigned, headings twice",
           time="TestTime"),
    maccor(CELLPY + "maccor_002.txt", "Maccor: latin-1, min without a unit, unsigned",
           time="TestTime", current="Current [A]", charge="Cap. [Ah]", discharge="Cap. [Ah]",
           cycle="Cycle C", state="Md", hour=60.0),
    maccor(CELLPY + "maccor_two.txt", "Maccor: decimal comma, min without a unit", time="TestTime",
           current="Current [A]", charge="Cap. [Ah]", discharge="Cap. [Ah]", cycle="Cycle C",
           state="Md", hour=60.0, comma=True),
    maccor(CELLPY + "maccor_three.txt", "Maccor: mA, mV as Volts, signed", time="TestTime",
           current="mAmps", charge="mAmp-hr", discharge="mAmp-hr",
           scope="some", milli=True),
    Export(CELLPY + "neware_uio.csv", "Neware: clock of 1 s", time="Cumulative Time",
           current="Current(A)", charge="Chg. Cap.(Ah)", discharge="DChg. Cap.(Ah)",
           cycle="Cycle Index", step="Step Index"),
    Export(CELLPY + "nw_regular_export_ife_example.csv", "Neware: three levels of headings",
           time="Total Time", current="Current(A)", charge="Chg. Cap.(Ah)",
           discharge="DChg. Cap.(Ah)", scope="cycle", cycle="Cycle Index", nested=True,
           limit=0.003, why="a clock of 1 s: the charge of cycle 1 lasts 171 s"),
    biologic(BIOLOGIC + "cp.mpt", "EC-Lab: 57 lines before, -100 mA", charge="Q charge/mA.h",
             discharge="Q discharge/mA.h", scope="never"),
    biologic(BIOLOGIC + "mb.mpt", "EC-Lab: latin-1, counters by half cycle, sweeps through 0"),
    biologic(BIOLOGIC + "noHeader.mpt", "EC-Lab: no preamble, CRLF, in C; 329 cycles of a sweep",
             charge="(Q-Qo)/C", discharge="(Q-Qo)/C", limit=0.03,
             why="noise of nA about 0; a cycle number every few samples, whose borders are open"),
    biologic(PYPROBE + "Sample_data_biologic_01_MB_CA1.txt", "BT-Lab: 103 lines before"),
    biologic(PYPROBE + "Sample_data_biologic_CA1.txt", "BT-Lab: the same bytes"),
    biologic(PYPROBE + "Sample_data_biologic_no_header.mpt", "BT-Lab: no preamble, a rest"),
    biologic(PYPROBE + "Sample_data_biologic_timestamped.txt", "BT-Lab: dates as time/s"),
    Export(PYPROBE + "sample_data_arbin.csv", "Arbin: byte order mark, 12 rows",
           time="Test Time (s)", current="Current (A)", charge="Charge Capacity (Ah)",
           discharge="Discharge Capacity (Ah)", scope="never", cycle="Cycle Index",
           step="Step Index", limit=0.6, reported=0.6,
           why="the discharge counter rises by 0.02 mAh where only a charge is sampled"),
    Export(PYPROBE + "sample_data_basytec.txt", "Basytec: ~ before headings, latin-1",
           time="~Time[s]", current="I[A]", charge="Ah[Ah]", discharge="Ah[Ah]", scope="net",
           cycle="Cyc-Count", step="Line", delimiter="\t"),
    Export(PYPROBE + "sample_data_maccor.csv", "Maccor: no units, month by name",
           time="Test Time (sec)", current="Current", charge="Capacity", discharge="Capacity",
           cycle="Cycle C", step="Step"),
    Export(PYPROBE + "sample_data_novonix.csv", "Novonix: [Data], h, net counter",
           time="Run Time (h)", current="Current (A)", charge="Capacity (Ah)",
           discharge="Capacity (Ah)", scope="net", cycle="Cycle Number", step="Step Number",
           hour=1.0),
    Export(NOVONIX + "example_data.csv", "Novonix: two blocks with headings, lines repeated",
           time="Run Time (h)", current="Current (A)", charge="Capacity (Ah)",
           discharge="Capacity (Ah)", scope="net", cycle="Cycle Number", step="Step Number",
           hour=1.0, limit=0.01,
           why="a paused record: 0 A and step time 0 within a charge, 0.07 h behind the last"),
    Export(NOVONIX + "example_data_prep.csv", "Novonix: begins with 0.5 Ah",
           time="Run Time (h)", current="Current (A)", charge="Capacity (Ah)",
           discharge="Capacity (Ah)", scope="net", cycle="Cycle Number", step="Step Number",
           hour=1.0),
    Export(ROVI + "CALCE_CX2-33_prism_LCO_25C_0-100_0.5-0.5C_d_timeseries.csv",
           "Battery Archive: 1 mAh, 15 rows", time="Test_Time (s)", current="Current (A)",
           charge="Charge_Capacity (Ah)", discharge="Discharge_Capacity (Ah)", scope="cycle",
           cycle="Cycle_Index"),
    Export(ROVI + "CALCE_CX2-33_prism_LCO_25C_0-100_0.5-0.5C_d_cycle_data.csv",
           "Battery Archive: a table of cycles", charge="Charge_Capacity (Ah)",
           discharge="Discharge_Capacity (Ah)", scope="cycle", cycle="Cycle_Index"),
    arbin(ROVI + "arbin_example.csv", "Arbin SQL: begins within cycle 1", scope="cycle"),
    maccor(ROVI + "maccor_example.001", "Maccor: min, CRLF, a rest", time="Test (Min)", hour=60.0),
    maccor(ROVI + "maccor_example.002", "Maccor: clock without date, a rest", time="Test (Min)",
           hour=60.0),
    Export(ROVI + "p492-13-raw.csv", "derived: _s, _A, _Ah; counters set by a program",
           time="Time_s", current="Current_A", charge="Charge_Capacity_Ah",
           discharge="Discharge_Capacity_Ah", scope="some", cycle="Cycle_Index", step="Step"),
    Export(ROVI + "p492-13-summary.csv", "derived: a table of cycles with efficiencies",
           charge="Q_chg", discharge="Q_dis", scope="cycle", cycle="Cycle_Index"),
    Export(BDF + "sample.bdf.csv", "BDF: three rows", time="Test Time / s", current="Current / A"),
    Export(BDF + "SINTEF__LiGrR2032__2024-04-30__25degC__Landt.csv",
           "LANDT: one field more in rows, 0.1 mA", time="test_time_s", current="current_A",
           charge="charge_capacity_Ah", discharge="discharge_capacity_Ah", cycle="cycle_index",
           step="step_index"),
    Export(BDF + "SINTEF__LiGrR2032__2024-04-30__25degC__Landt.bdf.csv", "BDF: 0.1 mA, no cycles",
           time="test_time_second", current="current_ampere", charge="charging_capacity_ah",
           discharge="discharging_capacity_ah", step="step_index"),
    Export(BDF + "SINTEF__G20M7-202512-Gru6mV__20251228__C30__25degC__Neware.bdf.csv",
           "BDF: cycle_count is 2 pi", time="test_time_second", current="current_ampere",
           charge="charging_capacity_ah", discharge="discharging_capacity_ah", scope="falls",
           step="step_count", why="the counter falls to 0 twice within a discharge"),
    Export(BDF + "SINTEF__SLPBA842124HV__2024-10-23__Rate_25degC__Neware__Time_Bug.bdf.csv",
           "BDF: 19 rows with time 0", time="test_time_second", current="current_ampere",
           cycle="cycle_count", step="step_index"),
    Export(BDF + "DLR__LiLNMOHydra0b__20221125__POCV__25degC__Basytec.bdf.csv",
           "BDF: seconds multiplied by 3,600", time="test_time_second", current="current_ampere"),
    *(calce(f"CS2_33_{day}.csv") for day in ("8_17_10", "8_18_10", "8_19_10", "10_05_10", "1_28_11",
                                             "2_2_11")),
    Export("shriyachallam__maccorcyclingdata/testdata_errors.csv",
           "Maccor: thousands with commas, errors made on purpose", time="TestTime(s)",
           current="Current(A)", charge="Capacity(Ah)", discharge="Capacity(Ah)", cycle="Cyc#",
           step="Step", why="rows that do not follow each other"),
]
