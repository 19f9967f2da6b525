"""What a clock says: laps measured side by side, and the page that shows them."""
