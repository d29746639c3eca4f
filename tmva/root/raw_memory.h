// Leaves that lie one behind the other in memory, as in a packed struct.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <TBranchMemory.h>

inline namespace tmva_root {

struct RawLeaf {
  enum class Kind { kFixed, kCounted, kText };
  Kind kind = Kind::kFixed;
  TMVA::DataType type = TMVA::DataType::kFloat32;
  std::int64_t length = 1;  ///< values an entry or, where they are counted, an item
};

/// The branch that holds the number of items, and its memory.
struct CounterBranch {
  std::string name;
  TMVA::DataType type = TMVA::DataType::kInt32;
  std::shared_ptr<std::shared_ptr<BranchMemory>> memory;
};

class RawMemory : public BranchMemory {
 public:
  /// `capacity` bytes may be used; `owner` keeps them.
  RawMemory(std::string branch, void* address, std::vector<RawLeaf> leaves,
            std::size_t capacity = SIZE_MAX, std::shared_ptr<const void> owner = nullptr,
            CounterBranch counter = {});

  void Store(std::span<ColumnBuffer> leaves) const override;
  void Load(std::span<const ColumnRow> leaves) override;

 private:
  static std::int64_t Integer(const std::byte* address, TMVA::DataType type);
  std::int64_t Count() const;
  void Require(std::size_t bytes) const;

  std::string branch_;
  std::byte* address_;
  std::vector<RawLeaf> leaves_;
  std::size_t capacity_;
  std::shared_ptr<const void> owner_;
  CounterBranch counter_;
};

}  // namespace tmva_root
