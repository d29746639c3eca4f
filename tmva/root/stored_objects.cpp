// The list of readers: one a family of classes.
#include "tmva/root/stored_objects.h"

inline namespace tmva_root {

std::span<const StoredReader> StoredReaders() { return {}; }

}  // namespace tmva_root
