// Vectors by type, and entries that are only passed on.
#include "tmva/root/object_memory.h"

#include <TMVA/Error.h>

inline namespace tmva_root {
namespace {

template <class T>
std::shared_ptr<BranchMemory> Lists(int levels, void* pointer) {
  using Nested = std::vector<std::vector<T>>;
  if (levels > 1) return std::make_shared<ObjectMemory<Nested>>(static_cast<Nested**>(pointer));
  return std::make_shared<ObjectMemory<std::vector<T>>>(static_cast<std::vector<T>**>(pointer));
}

class HeldMemory : public BranchMemory {
 public:
  void Store(std::span<ColumnBuffer> leaves) const override {
    if (held_.size() != leaves.size())
      throw TMVA::DataError(
          "a clone is filled before its tree has read an entry; call GetEntry() first");
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      const auto& held = held_[i];
      leaves[i].AppendRow({held.values.data(), held.count, held.lists, 0});
    }
  }
  void Load(std::span<const ColumnRow> leaves) override {
    held_.resize(leaves.size());
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      const auto& row = leaves[i];
      held_[i].count = row.count;
      held_[i].values.assign(row.values,
                             row.values + static_cast<std::size_t>(row.count) * row.value_size);
      held_[i].lists.assign(row.lists.begin(), row.lists.end());
    }
  }

 private:
  struct Held {
    std::vector<std::byte> values;
    std::int64_t count = 0;
    std::vector<std::int64_t> lists;
  };
  std::vector<Held> held_;
};

}  // namespace

std::shared_ptr<BranchMemory> MakePointerMemory(const TMVA::ColumnInfo& column, void* pointer) {
  using enum TMVA::DataType;
  const int levels = column.list_levels;
  if (column.is_text) {
    if (levels == 1)
      return std::make_shared<ObjectMemory<std::string>>(static_cast<std::string**>(pointer));
    using Texts = std::vector<std::string>;
    return std::make_shared<ObjectMemory<Texts>>(static_cast<Texts**>(pointer));
  }
  switch (column.type) {
    case kBool:
      return Lists<bool>(levels, pointer);
    case kInt8:
      return Lists<char>(levels, pointer);
    case kUInt8:
      return Lists<unsigned char>(levels, pointer);
    case kInt16:
      return Lists<short>(levels, pointer);
    case kUInt16:
      return Lists<unsigned short>(levels, pointer);
    case kInt32:
      return Lists<int>(levels, pointer);
    case kUInt32:
      return Lists<unsigned>(levels, pointer);
    case kInt64:
      return Lists<long long>(levels, pointer);
    case kUInt64:
      return Lists<unsigned long long>(levels, pointer);
    case kFloat32:
      return Lists<float>(levels, pointer);
    case kFloat64:
      return Lists<double>(levels, pointer);
  }
  throw TMVA::DataError("branch '" + column.name + "' has an unknown type");
}

std::shared_ptr<BranchMemory> MakeHeldMemory() { return std::make_shared<HeldMemory>(); }

}  // namespace tmva_root
