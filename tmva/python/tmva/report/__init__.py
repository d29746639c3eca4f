"""Drawings of trained methods."""
