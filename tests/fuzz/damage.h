// Damages ROOT files where it hurts: the same for the same random numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "dataloader/rootio/key.h"

namespace TMVA::fuzz {

using Bytes = std::vector<std::byte>;

/// A record of a file: its key, and where it and its payload lie.
struct RecordPlace {
  rootio::Key key;
  std::size_t begin = 0, payload = 0, end = 0;
};

/// The records of a file one after the other, as far as they can be followed.
std::vector<RecordPlace> ScanRecords(std::span<const std::byte> file);

/// Damages `file` in one of many ways and says in which.
std::string DamageFile(Bytes& file, std::mt19937_64& random);

/// Damages numbers, lengths, tags and references of a streamed object.
std::string DamageObject(Bytes& object, std::mt19937_64& random);

/// Makes the hashes of all lz4 blocks right again, so that damage reaches the codec.
void RepairHashes(Bytes& file);

/// For each byte of a file, whether damage to it may go unnoticed: payloads that are stored as they
/// are or by zstd carry no checksum, and some fields say nothing on values.
std::vector<bool> UncheckedBytes(std::span<const std::byte> file);

}  // namespace TMVA::fuzz
