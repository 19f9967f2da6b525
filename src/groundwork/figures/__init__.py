"""Figures drawn from tables: each public function is one figure, and its docstring is the caption."""
