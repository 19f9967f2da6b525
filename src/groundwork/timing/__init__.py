"""Wall-clock timings: interleaved measurements, and the page that shows them."""
