"""What is claimed is measured here: `make bench` prints tables and writes `benchmarks/results/*.json`. Never a test."""
