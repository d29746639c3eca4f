"""Models of Keras: .keras and .h5 files, read as data."""
