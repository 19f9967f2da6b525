"""Templates and what is filled into them."""
