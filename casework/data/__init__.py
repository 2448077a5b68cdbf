"""Data that ships with the program: the gazetteer of Cambodia (made by `make places`, see THIRD_PARTY.md)."""
