"""What params.yaml may say, and what it says."""
