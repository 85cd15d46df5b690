"""What is bought, in words, where only a code says it?

``cpv.csv.gz`` holds codes and English names of the Common Procurement Vocabulary of 2008:
Regulation (EC) No 213/2008, whose reuse is allowed where the source is named (Commission Decision
2011/833/EU).
"""

import csv
import gzip
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


def cpv_name(code: str) -> str:
    """The name of a code, told with or without its check digit; empty where there is none."""
    return _names().get(code[:8], "")


def cpv_words(codes: Iterable[str]) -> str:
    """The names of the codes, each once, in the order of the codes."""
    return ", ".join(dict.fromkeys(filter(None, map(cpv_name, codes))))


@cache
def _names() -> Mapping[str, str]:
    packed = files("procurement").joinpath("data", "cpv.csv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    return MappingProxyType({row["code"]: row["label"] for row in csv.DictReader(lines)})
