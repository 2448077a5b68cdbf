"""The steps of the laptop's store, in order; the program hands them to `migrate` after the engine was imported."""

from sqlite_utils.migrations import Migrations

from migrations.client import (
    m0001_first,
    m0002_match,
    m0003_outlines,
    m0004_word,
    m0005_chunks,
    m0006_bundles,
    m0007_kept_pairs,
    m0008_first_chunks,
    m0009_act_notes,
    m0010_carried_notes,
    m0011_received_gone,
    m0012_no_heads,
)

STEPS = Migrations("store")
STEPS(name="m0001_first")(m0001_first.up)
STEPS(name="m0002_match")(m0002_match.up)
STEPS(name="m0003_outlines")(m0003_outlines.up)
STEPS(name="m0004_word")(m0004_word.up)
STEPS(name="m0005_chunks")(m0005_chunks.up)
STEPS(name="m0006_bundles")(m0006_bundles.up)
STEPS(name="m0007_kept_pairs")(m0007_kept_pairs.up)
STEPS(name="m0008_first_chunks")(m0008_first_chunks.up)
STEPS(name="m0009_act_notes")(m0009_act_notes.up)
STEPS(name="m0010_carried_notes")(m0010_carried_notes.up)
STEPS(name="m0011_received_gone")(m0011_received_gone.up)
STEPS(name="m0012_no_heads")(m0012_no_heads.up)
