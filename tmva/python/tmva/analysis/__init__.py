"""The analysis chain: data set, trainings by folds, evaluation and application, from one YAML
file."""
