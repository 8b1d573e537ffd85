"""The version is that of the library: the one in meson.build."""

import re
from pathlib import Path

from setuptools import setup

BUILD = Path(__file__).resolve().parents[2] / "meson.build"

setup(version=re.search(r"\bversion: '([\d.]+)'", BUILD.read_text()).group(1))
