"""Tidy tables made from records: each public function is one table."""
