"""What is measured seed by seed and is no training run of a variant: each function gives numbers by case and place."""
