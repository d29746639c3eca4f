"""The methods whose work is done in Python; the C++ side hands over options and data."""
