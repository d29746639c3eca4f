"""Models of scikit-learn: estimators, live or from files."""
