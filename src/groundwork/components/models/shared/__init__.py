"""Shared by the models; nothing here is in the catalog of models."""
