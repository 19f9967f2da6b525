"""The reference: the committed results of one run of the largest budget, which every report can show."""
