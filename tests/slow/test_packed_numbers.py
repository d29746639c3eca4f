"""Float16_t and Double32_t of many ranges and numbers of bits: the bits that ROOT itself reads.

Other readers scale with another rounding: their last bit may differ.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

import tmva

WRITE = """
import sys
import numpy as np, ROOT
ROOT.gROOT.SetBatch(True)
ROOT.gInterpreter.Declare('''
void WritePacked(const char* path, std::vector<std::string> leaves, int events) {
  TFile file(path, "RECREATE");
  TTree tree("t", "");
  std::vector<double> doubles(leaves.size());
  std::vector<float> floats(leaves.size());
  for (size_t i = 0; i < leaves.size(); ++i) {
    const bool is_double = leaves[i][0] == 'd';
    void* at = is_double ? static_cast<void*>(&doubles[i]) : &floats[i];
    tree.Branch(("x" + std::to_string(i)).c_str(), at, ("x" + std::to_string(i) + "/" + leaves[i]).c_str());
  }
  TRandom3 random(7);
  for (int e = 0; e < events; ++e) {
    for (size_t i = 0; i < leaves.size(); ++i) floats[i] = doubles[i] = random.Uniform(-120, 120);
    tree.Fill();
  }
  tree.Write();
}''')
path, events, leaves = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
ROOT.WritePacked(path, leaves, events)
arrays = ROOT.RDataFrame("t", path).AsNumpy([f"x{i}" for i in range(len(leaves))])
np.savez(path + ".npz", **{name: np.asarray(array) for name, array in arrays.items()})
"""


def test_the_bits_that_root_reads(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    leaves = ["d", "f", "d[0,0,8]", "f[0,0,8]", "d[-pi,pi]", "d[0,twopi,20]"]
    for kind in "df":
        for bits in range(2, 32):
            low = round(float(random.uniform(-200, 100)), 3)
            leaves.append(f"{kind}[{low},{low + round(float(random.uniform(1e-3, 300)), 3)},{bits}]")
    path = tmp_path / "packed.root"
    command = [sys.executable, "-c", WRITE, str(path), "500", *leaves]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    expected = np.load(f"{path}.npz")
    tree = tmva.File(path)["t"]
    for i, leaf in enumerate(leaves):
        found = tree[f"x{i}"].array()
        assert found.dtype == expected[f"x{i}"].dtype, leaf
        assert found.tobytes() == expected[f"x{i}"].tobytes(), leaf
