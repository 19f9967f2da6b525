"""The networks: each public function builds one, named in params.yaml by the function's name."""
