"""Dumps branches of trees as plain arrays with ROOT, for tests that compare.

    python dump_with_root.py JOBS.json

JOBS is a list of {file, tree, out, branches: [{name, kind, type, item}]}. `kind` is fixed, counted,
vector, nested, text or texts; `type` a C++ type; `item` the values of a fixed entry or of an item.
Writes `out`.npz with the arrays "NAME.values", "NAME.0", "NAME.1" (offsets), "entries", and "friends" (alias,
tree, file, entries). Nested vectors need dictionaries that ROOT has for float and double only; with --dictionaries others are made (slow).
"""

from __future__ import annotations

import json
import sys

import numpy as np
import ROOT

ROOT.gROOT.SetBatch(True)
ROOT.gInterpreter.Declare("""
struct Dump {
  std::string values;
  std::vector<long> outer{0}, inner{0};
  void CopyTo(unsigned char* to) const { std::copy(values.begin(), values.end(), to); }
  template <class T> void Put(T value) { values.append(reinterpret_cast<const char*>(&value), sizeof value); }
};
void Step(TBranch& branch, Long64_t entry) {
  if (branch.GetEntry(entry) < 0) throw std::runtime_error(branch.GetName());
}
Dump DumpFixed(TTree& tree, const char* name, Long64_t bytes) {
  Dump out;
  TBranch& branch = *tree.GetBranch(name);
  std::vector<char> buffer(bytes);
  branch.SetAddress(buffer.data());
  for (Long64_t i = 0; i < tree.GetEntries(); ++i) {
    Step(branch, i);
    out.values.append(buffer.data(), bytes);
  }
  return out;
}
Dump DumpCounted(TTree& tree, const char* name, Long64_t item_bytes) {
  Dump out;
  TBranch& branch = *tree.GetBranch(name);
  TLeaf& counter = *tree.GetLeaf(name)->GetLeafCount();
  // As users do: room for the largest count that the file names.
  std::vector<char> buffer(item_bytes * (counter.GetMaximum() + 1));
  branch.SetAddress(buffer.data());
  for (Long64_t i = 0; i < tree.GetEntries(); ++i) {
    Step(branch, i);
    const auto count = static_cast<long>(counter.GetValue());
    if (count > counter.GetMaximum()) throw std::runtime_error("the maximum is too small");
    out.values.append(buffer.data(), count * item_bytes);
    out.outer.push_back(out.outer.back() + count);
  }
  return out;
}
Dump DumpText(TTree& tree, const char* name, Long64_t) {
  Dump out;
  TBranch& branch = *tree.GetBranch(name);
  std::vector<char> buffer(tree.GetLeaf(name)->GetLen() + 1);
  branch.SetAddress(buffer.data());
  for (Long64_t i = 0; i < tree.GetEntries(); ++i) {
    buffer[0] = 0;
    Step(branch, i);
    out.values += buffer.data();
    out.outer.push_back(out.values.size());
  }
  return out;
}
template <class T, class F> void ForEach(TTree& tree, const char* name, F use) {
  T* value = nullptr;
  if (tree.SetBranchAddress(name, &value) < 0) throw std::runtime_error(name);
  TBranch& branch = *tree.GetBranch(name);
  for (Long64_t i = 0; i < tree.GetEntries(); ++i) {
    Step(branch, i);
    use(*value);
  }
  branch.ResetAddress();
  delete value;
}
template <class T> Dump DumpVector(TTree& tree, const char* name) {
  Dump out;
  ForEach<std::vector<T>>(tree, name, [&](const std::vector<T>& list) {
    for (const T item : list) out.Put(item);
    out.outer.push_back(out.outer.back() + list.size());
  });
  return out;
}
Dump DumpTexts(TTree& tree, const char* name) {
  Dump out;
  ForEach<std::vector<std::string>>(tree, name, [&](const std::vector<std::string>& list) {
    for (const auto& text : list) {
      out.values += text;
      out.inner.push_back(out.values.size());
    }
    out.outer.push_back(out.outer.back() + list.size());
  });
  return out;
}
template <class T> Dump DumpNested(TTree& tree, const char* name) {
  Dump out;
  ForEach<std::vector<std::vector<T>>>(tree, name, [&](const std::vector<std::vector<T>>& lists) {
    for (const auto& list : lists) {
      for (const T item : list) out.Put(item);
      out.inner.push_back(out.inner.back() + list.size());
    }
    out.outer.push_back(out.outer.back() + lists.size());
  });
  return out;
}
""")

SIZES = {
    "bool": 1,
    "char": 1,
    "unsigned char": 1,
    "short": 2,
    "unsigned short": 2,
    "int": 4,
    "unsigned int": 4,
    "Long64_t": 8,
    "ULong64_t": 8,
    "float": 4,
    "double": 8,
}


def dump(tree, branch: dict):  # noqa: ANN001, ANN201
    name, kind, bytes_ = branch["name"], branch["kind"], SIZES[branch["type"]] * branch["item"]
    if kind == "fixed":
        return ROOT.DumpFixed(tree, name, bytes_)
    if kind == "counted":
        return ROOT.DumpCounted(tree, name, bytes_)
    if kind == "text":
        return ROOT.DumpText(tree, name, 0)
    if kind == "texts":
        return ROOT.DumpTexts(tree, name)
    function = ROOT.DumpVector if kind == "vector" else ROOT.DumpNested
    return function[branch["type"]](tree, name)


def main() -> None:
    arguments = sys.argv[1:]
    if arguments[0] == "--dictionaries":
        arguments = arguments[1:]
        ROOT.gInterpreter.GenerateDictionary(
            ";".join(f"vector<vector<{name}> >" for name in SIZES if name not in ("float", "double")),
            "vector",
        )
    with open(arguments[0], encoding="utf-8") as jobs:
        for job in json.load(jobs):
            file = ROOT.TFile.Open(job["file"])
            tree = file.Get(job["tree"])
            friends = [
                (f.GetName(), f.GetTreeName(), f.GetTitle(), str(f.GetTree().GetEntries()))
                for f in tree.GetListOfFriends() or []
            ]
            arrays = {"entries": np.array(tree.GetEntries()), "friends": np.array(friends)}
            for branch in job["branches"]:
                result = dump(tree, branch)
                raw = np.empty(result.values.size(), np.uint8)
                if raw.size:
                    result.CopyTo(raw)
                arrays[branch["name"] + ".values"] = raw
                arrays[branch["name"] + ".0"] = np.array(result.outer)
                arrays[branch["name"] + ".1"] = np.array(result.inner)
            np.savez(job["out"], **arrays)
            file.Close()


if __name__ == "__main__":
    main()
