"""The words of every error, in English and Khmer: one data file for each area of the product."""
