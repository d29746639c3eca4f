"""Trained models of other libraries."""
