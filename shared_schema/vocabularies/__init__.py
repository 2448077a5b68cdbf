"""One data file per vocabulary: code, English, Khmer, codes of other systems. Codes are stable for ever."""
