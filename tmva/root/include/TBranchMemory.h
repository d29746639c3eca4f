// Where the values of a branch lie in the memory of a program: numbers, arrays, vectors, texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <TMVA/ColumnSource.h>

inline namespace tmva_root {

/// What one entry has in one column.
struct ColumnRow {
  const std::byte* values = nullptr;
  std::int64_t count = 0;
  std::span<const std::int64_t> lists = {};  ///< where lists within the list begin and end
  std::size_t value_size = 0;
  template <class T>
  const T* As() const {
    return reinterpret_cast<const T*>(values);
  }
};

/// A column that grows value by value.
class ColumnBuffer {
 public:
  ColumnBuffer(TMVA::DataType type, int list_levels);
  TMVA::DataType type() const { return type_; }
  std::size_t bytes() const { return values_->size(); }
  void AppendValues(const void* values, std::size_t count);
  /// Ends a list of a level: 0 is that of the entry, 1 the one within it.
  void EndList(int level = 0);
  void AppendRow(const ColumnRow& row);
  TMVA::ColumnView View() const;
  /// The values and offsets as they are now; what is appended later does not change them.
  TMVA::ArrayColumn Freeze(const std::string& name, std::int64_t length) const;
  void Clear();

 private:
  void Own();

  TMVA::DataType type_;
  std::size_t value_size_;
  std::shared_ptr<std::vector<std::byte>> values_;
  using Offsets = std::vector<std::vector<std::int64_t>>;
  std::shared_ptr<Offsets> offsets_;
};

/// The place that TTree::Fill() takes values from and TTree::GetEntry() puts them to; one buffer or
/// row a leaf.
class BranchMemory {
 public:
  virtual ~BranchMemory() = default;
  virtual void Store(std::span<ColumnBuffer> leaves) const = 0;
  virtual void Load(std::span<const ColumnRow> leaves) = 0;
};

/// The type of an element in C++.
struct MemoryType {
  TMVA::DataType type = TMVA::DataType::kFloat32;
  int list_levels = 0;   ///< of std::vector
  bool is_text = false;  ///< std::string
};

template <class T>
concept BranchNumber = std::is_arithmetic_v<T> && sizeof(T) <= 8;

template <BranchNumber T>
constexpr TMVA::DataType DataTypeOf() {
  using enum TMVA::DataType;
  if constexpr (std::is_same_v<T, bool>) return kBool;
  if constexpr (std::is_floating_point_v<T>) return sizeof(T) == 4 ? kFloat32 : kFloat64;
  constexpr TMVA::DataType kSigned[] = {kInt8, kInt16, kInt32, kInt64};
  constexpr TMVA::DataType kUnsigned[] = {kUInt8, kUInt16, kUInt32, kUInt64};
  constexpr int kPlace = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
  return std::is_signed_v<T> ? kSigned[kPlace] : kUnsigned[kPlace];
}

template <class T>
struct ObjectTraits {
  static constexpr bool kKnown = false;
};
template <BranchNumber T>
struct ObjectTraits<std::vector<T>> {
  static constexpr bool kKnown = true;
  static MemoryType Type() { return {DataTypeOf<T>(), 1, false}; }
  static void StoreValues(const std::vector<T>& object, ColumnBuffer& out) {
    if constexpr (std::is_same_v<T, bool>)
      for (const bool value : object) out.AppendValues(&value, 1);
    else
      out.AppendValues(object.data(), object.size());
  }
  static void Store(const std::vector<T>& object, ColumnBuffer& out) {
    StoreValues(object, out);
    out.EndList();
  }
  static void Load(const ColumnRow& row, std::vector<T>& object) {
    object.assign(row.As<T>(), row.As<T>() + row.count);
  }
};
template <BranchNumber T>
struct ObjectTraits<std::vector<std::vector<T>>> {
  static constexpr bool kKnown = true;
  static MemoryType Type() { return {DataTypeOf<T>(), 2, false}; }
  static void Store(const std::vector<std::vector<T>>& object, ColumnBuffer& out) {
    for (const auto& list : object) {
      ObjectTraits<std::vector<T>>::StoreValues(list, out);
      out.EndList(1);
    }
    out.EndList();
  }
  static void Load(const ColumnRow& row, std::vector<std::vector<T>>& object) {
    object.resize(row.lists.empty() ? 0 : row.lists.size() - 1);
    for (std::size_t i = 0; i < object.size(); ++i)
      object[i].assign(row.As<T>() + (row.lists[i] - row.lists[0]),
                       row.As<T>() + (row.lists[i + 1] - row.lists[0]));
  }
};
template <>
struct ObjectTraits<std::string> {
  static constexpr bool kKnown = true;
  static MemoryType Type() { return {TMVA::DataType::kUInt8, 0, true}; }
  static void Store(const std::string& object, ColumnBuffer& out) {
    out.AppendValues(object.data(), object.size());
    out.EndList();
  }
  static void Load(const ColumnRow& row, std::string& object) {
    object.assign(row.As<char>(), static_cast<std::size_t>(row.count));
  }
};
template <>
struct ObjectTraits<std::vector<std::string>> {
  static constexpr bool kKnown = true;
  static MemoryType Type() { return {TMVA::DataType::kUInt8, 1, true}; }
  static void Store(const std::vector<std::string>& object, ColumnBuffer& out) {
    for (const auto& text : object) {
      out.AppendValues(text.data(), text.size());
      out.EndList(1);
    }
    out.EndList();
  }
  static void Load(const ColumnRow& row, std::vector<std::string>& object) {
    object.resize(row.lists.empty() ? 0 : row.lists.size() - 1);
    for (std::size_t i = 0; i < object.size(); ++i)
      object[i].assign(row.As<char>() + (row.lists[i] - row.lists[0]),
                       row.As<char>() + (row.lists[i + 1] - row.lists[0]));
  }
};

/// What a branch takes as an object: vectors of numbers, of vectors, and texts.
template <class T>
concept BranchObject = ObjectTraits<T>::kKnown;

/// An object, or a pointer to one: ROOT takes the address of the pointer, and makes the object
/// where it is null.
template <BranchObject T>
class ObjectMemory : public BranchMemory {
 public:
  explicit ObjectMemory(T* object) : object_(object) {}
  explicit ObjectMemory(T** pointer) : pointer_(pointer) {}
  ObjectMemory(T* object, std::shared_ptr<const void> owner)
      : object_(object), owner_(std::move(owner)) {}

  void Store(std::span<ColumnBuffer> leaves) const override {
    ObjectTraits<T>::Store(const_cast<ObjectMemory*>(this)->Object(), leaves[0]);
  }
  void Load(std::span<const ColumnRow> leaves) override {
    ObjectTraits<T>::Load(leaves[0], Object());
  }

 private:
  T& Object() {
    if (pointer_ == nullptr) return *object_;
    if (*pointer_ == nullptr) {
      made_ = std::make_unique<T>();
      *pointer_ = made_.get();
    }
    return **pointer_;
  }

  T* object_ = nullptr;
  T** pointer_ = nullptr;
  std::unique_ptr<T> made_;
  std::shared_ptr<const void> owner_;
};

}  // namespace tmva_root
