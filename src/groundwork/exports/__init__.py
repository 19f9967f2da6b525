"""Exports of the report: flash cards, a Quarto document, a printable cheat sheet, a preview picture."""
