"""Measurements per seed other than training a variant: each function returns values by case and position."""
