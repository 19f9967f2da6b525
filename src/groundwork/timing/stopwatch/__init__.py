"""Timings: each public function returns the cases of a timing; params.yaml refers to it by name."""
