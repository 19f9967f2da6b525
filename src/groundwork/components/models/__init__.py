"""Neural networks: each public function builds one; params.yaml selects it by the function's name."""
