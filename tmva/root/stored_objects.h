// Which classes are made from what a file holds, trees apart.
#pragma once

#include <memory>
#include <span>

#include <TMVA/File.h>

#include <TObject.h>

inline namespace tmva_root {

/// Makes the object of a key, or nullptr where its class is another reader's.
using StoredReader = std::unique_ptr<TObject> (*)(const TMVA::File& file, const TMVA::KeyInfo& key);

std::span<const StoredReader> StoredReaders();

}  // namespace tmva_root
