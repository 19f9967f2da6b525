"""Acquisition, verification, preparation and loading of the datasets."""
