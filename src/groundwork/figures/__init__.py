"""Figures drawn from tables: a figure is one public function here, whose docstring is its caption."""
