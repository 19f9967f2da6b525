"""Timings: each public function returns the cases of one, named in params.yaml by the function's name."""
