// Fuzz target: streamed objects as they lie behind compression, with the layouts that describe
// them. The input: four bytes of length, a StreamerInfo record of that length, a class name that
// ends with a zero, an object of that class.
#include <cstring>

#include <TMVA/Error.h>

#include "dataloader/rootio/column_layout.h"
#include "dataloader/rootio/object_decoder.h"
#include "dataloader/rootio/tree_metadata.h"
#include "tests/fuzz/allocation_guard.h"
#include "tests/fuzz/fuzz_target.h"

using namespace TMVA;
using namespace TMVA::fuzz;

namespace {

rootio::Record MakeRecord(std::span<const std::byte> payload, const std::string& class_name) {
  rootio::Record record;
  record.origin = {"memory.root", 0, "object"};
  record.key.class_name = class_name;
  record.key.key_bytes = 64;
  record.payload.assign(payload.begin(), payload.end());
  return record;
}

void Attempt(auto&& action) {
  try {
    action();
  } catch (const FileFormatError& error) {
    if (std::string_view(error.what()).find("memory.root") == std::string_view::npos) {
      StopAtFaults({{}, {}, {std::string("error that does not name the file: ") + error.what()}});
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const rootio::Origin origin{"memory.root", 0, "object"};
  ResetLargestAllocation();
  Attempt([&] {
    rootio::ByteReader reader(AsBytes(data, size), origin);
    const auto infos_bytes = reader.Bytes(reader.Read<std::uint32_t>());
    const auto class_name = reader.CString();
    const auto object_bytes = reader.Bytes(reader.Remaining());
    rootio::StreamerInfos infos;
    Attempt([&] { infos = rootio::StreamerInfos(MakeRecord(infos_bytes, "TList")); });
    const auto record = MakeRecord(object_bytes, class_name);
    Attempt([&] { rootio::ObjectDecoder(record, infos).Decode(); });
    Attempt([&] {
      const auto tree = rootio::ReadTreeMetadata(record, infos);
      (void)rootio::ClusterStarts(tree);
      (void)rootio::MakeColumns(tree, infos);
    });
  });
  // Members take up to 64 times the byte that one is stored in.
  const auto limit = 64 * size + kAllowance;
  if (LargestAllocation() > limit) {
    TraceAllocationsAbove(limit);
    StopAtFaults({{}, {}, {"allocation of " + std::to_string(LargestAllocation()) + " bytes"}});
  }
  return 0;
}

/// Damages one of the two records, or what libFuzzer likes.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  std::mt19937_64 random(seed);
  if (size < 64 || random() % 3 == 0) return LLVMFuzzerMutate(data, size, most);
  const auto bytes = AsBytes(data, size);
  const std::size_t length = rootio::LoadBigEndian<std::uint32_t>(bytes.data());
  const auto border = length > size - 4 ? size : length + 4;
  const bool first = random() % 2 == 0;
  const auto begin = first ? 4 : border, end = first ? border : size;
  Bytes part(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
             bytes.begin() + static_cast<std::ptrdiff_t>(end));
  for (auto rounds = 1 + random() % 3; rounds > 0; --rounds) DamageObject(part, random);
  if (!part.empty()) std::memcpy(data + begin, part.data(), part.size());
  return size;
}
