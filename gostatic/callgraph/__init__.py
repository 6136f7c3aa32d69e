"""The whole program: which functions matter, who calls whom."""
