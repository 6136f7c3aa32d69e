"""Bytes to trees: the only package that imports tree_sitter."""
