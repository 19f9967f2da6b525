"""Tidy tables made from records: a table is one public function here, named after what it holds."""
