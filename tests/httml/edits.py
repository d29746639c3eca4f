#!/usr/bin/env python
"""Edits of a checkout of KIT-CMS/htt-ml for what has changed since it was written, apart from ROOT: PyYAML wants a
loader, Keras and numpy renamed what the scripts use, and the example lacks a key. `python edits.py FOLDER`, then
`tmva run FOLDER/dataset/write_example_dataset.py .` and so on, as its README says."""

import pathlib
import re
import sys

EDITS = [
    (r'yaml\.load\(open\((\w+), "r"\)\)', r'yaml.safe_load(open(\1, "r"))'),
    (r"\bW_regularizer=", "kernel_regularizer="),
    (r"\binit=", "kernel_initializer="),
    (r"\bAdam\(lr=", "Adam(learning_rate="),
    (r"\bnp\.float\b", "float"),
]


def main(folder):
    scripts = sorted(folder.rglob("*.py"))
    if not scripts:
        raise SystemExit("{}: no scripts there; expected a checkout of KIT-CMS/htt-ml".format(folder))
    for script in scripts:
        old = new = script.read_text()
        for pattern, replacement in EDITS:
            new = re.sub(pattern, replacement, new)
        if new != old:
            script.write_text(new)
            print("edited", script)
    config = folder / "dataset" / "example_dataset_config.yaml"
    if config.exists() and "friend_paths:" not in config.read_text():
        with config.open("a") as file:
            file.write("\n# Folders with friend trees\nfriend_paths: []\n")
        print("edited", config)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(pathlib.Path(sys.argv[1]))
