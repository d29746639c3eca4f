// RowSchema: how one row of a batch lies in memory between the readers and the batches.
#pragma once

#include <string>
#include <vector>

#include <TMVA/BatchGenerator.h>

namespace TMVA::inline standalone::batch {

/// A tensor's part of a row: `names.size()` values side by side.
struct RowField {
  TensorKey tensor;
  DataType type = DataType::kFloat32;
  std::vector<std::string> names = {};
  std::size_t offset = 0;  ///< bytes from the start of the row

  std::size_t bytes() const { return names.size() * SizeOf(type); }
};

struct RowSchema {
  std::vector<RowField> fields;
  std::size_t row_bytes = 0;
  /// Where the number of the row's class lies (32 bits); only for balanced batches.
  std::optional<std::size_t> class_offset = {};

  const RowField* Find(const TensorKey& tensor) const {
    for (const auto& field : fields)
      if (field.tensor == tensor) return &field;
    return nullptr;
  }
  /// Gives every field its place.
  void Place(bool with_class) {
    std::size_t at = 0, widest = sizeof(std::uint32_t);
    const auto align = [&](std::size_t size) {
      at = (at + size - 1) / size * size;
      widest = std::max(widest, size);
    };
    for (auto& field : fields) {
      align(SizeOf(field.type));
      field.offset = at;
      at += field.bytes();
    }
    if (with_class) {
      align(sizeof(std::uint32_t));
      class_offset = at;
      at += sizeof(std::uint32_t);
    }
    align(widest);
    row_bytes = at;
  }
};

}  // namespace TMVA::inline standalone::batch
