// RTensor: shape and strides over memory, a view by default; Slice, Reshape and Transpose never
// copy.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <ostream>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {

enum class MemoryLayout : std::uint8_t { RowMajor = 1, ColumnMajor = 2 };

/// A tensor of up to 8 dimensions. Strides count elements. Making a view allocates nothing.
template <class T>
class RTensor {
 public:
  static constexpr std::size_t kMaxRank = 8;
  /// Sizes or strides, one a dimension, without allocation.
  class Extents {
   public:
    Extents() = default;
    Extents(std::initializer_list<std::size_t> values) {
      for (auto v : values) push_back(v);
    }
    explicit Extents(std::span<const std::size_t> values) {
      for (auto v : values) push_back(v);
    }
    void push_back(std::size_t v) {
      if (size_ == kMaxRank) throw DataError("RTensor: more than 8 dimensions");
      values_[size_++] = v;
    }
    std::size_t size() const { return size_; }
    std::size_t operator[](std::size_t i) const { return values_[i]; }
    std::size_t& operator[](std::size_t i) { return values_[i]; }
    const std::size_t* begin() const { return values_.data(); }
    const std::size_t* end() const { return values_.data() + size_; }
    bool operator==(const Extents& o) const {
      return std::equal(begin(), end(), o.begin(), o.end());
    }

   private:
    std::array<std::size_t, kMaxRank> values_{};
    std::size_t size_ = 0;
  };
  using Shape_t = Extents;

  RTensor() = default;
  /// View of memory that the caller keeps alive.
  RTensor(T* data, Extents shape, MemoryLayout layout = MemoryLayout::RowMajor)
      : data_(data), shape_(shape), strides_(StridesFor(shape, layout)), layout_(layout) {}
  RTensor(T* data, Extents shape, Extents strides, MemoryLayout layout = MemoryLayout::RowMajor)
      : data_(data), shape_(shape), strides_(strides), layout_(layout) {
    if (shape.size() != strides.size())
      throw DataError("RTensor: shape and strides differ in length");
  }
  /// View that keeps `owner` alive.
  RTensor(T* data, Extents shape, std::shared_ptr<const void> owner,
          MemoryLayout layout = MemoryLayout::RowMajor)
      : RTensor(data, shape, layout) {
    owner_ = std::move(owner);
  }
  /// View of a container that is kept alive; DataError where its size is not the shape's.
  RTensor(std::shared_ptr<std::vector<std::remove_const_t<T>>> container, Extents shape,
          MemoryLayout layout = MemoryLayout::RowMajor)
      : RTensor(container->data(), shape, layout) {
    if (container->size() != GetSize())
      throw DataError("RTensor: a container of " + std::to_string(container->size()) +
                      " values for a shape of " + std::to_string(GetSize()));
    owner_ = std::move(container);
  }
  /// Owning tensor, zero-initialised.
  explicit RTensor(Extents shape, MemoryLayout layout = MemoryLayout::RowMajor)
      : shape_(shape), strides_(StridesFor(shape, layout)), layout_(layout) {
    using Value = std::remove_const_t<T>;
    std::size_t size = 1;
    for (auto s : shape) size *= s;
    auto memory = std::make_shared<std::vector<Value>>(size);
    data_ = memory->data();
    owner_ = std::move(memory);
  }
  /// A tensor of T is also a tensor of const T.
  operator RTensor<const T>() const
    requires(!std::is_const_v<T>)
  {
    RTensor<const T> view(data_, Cast<const T>(shape_), Cast<const T>(strides_), layout_);
    return view.WithOwner(owner_);
  }
  RTensor WithOwner(std::shared_ptr<const void> owner) const {
    RTensor copy = *this;
    copy.owner_ = std::move(owner);
    return copy;
  }

  std::size_t GetSize() const {
    if (data_ == nullptr && shape_.size() == 0) return 0;
    std::size_t n = 1;
    for (auto s : shape_) n *= s;
    return n;
  }
  const Extents& GetShape() const { return shape_; }
  const Extents& GetStrides() const { return strides_; }
  std::size_t GetRank() const { return shape_.size(); }
  T* GetData() const { return data_; }
  MemoryLayout GetMemoryLayout() const { return layout_; }
  bool IsOwner() const { return owner_ != nullptr; }
  bool IsView() const { return !IsOwner(); }
  const std::shared_ptr<const void>& GetOwner() const { return owner_; }
  bool IsContiguous() const { return strides_ == StridesFor(shape_, MemoryLayout::RowMajor); }

  template <class... I>
  T& operator()(I... index) const {
    const std::array<std::size_t, sizeof...(I)> at{static_cast<std::size_t>(index)...};
    std::size_t offset = 0;
    for (std::size_t d = 0; d < at.size(); ++d) offset += at[d] * strides_[d];
    return data_[offset];
  }
  /// Contiguous row of a row-major matrix.
  std::span<T> Row(std::size_t i) const { return {data_ + i * strides_[0], shape_[1]}; }

  RTensor Transpose() const {
    RTensor t = *this;
    const std::size_t n = shape_.size();
    for (std::size_t d = 0; d < n; ++d) {
      t.shape_[d] = shape_[n - 1 - d];
      t.strides_[d] = strides_[n - 1 - d];
    }
    t.layout_ =
        layout_ == MemoryLayout::RowMajor ? MemoryLayout::ColumnMajor : MemoryLayout::RowMajor;
    return t;
  }
  /// Same elements in memory order under another shape; DataError if the sizes differ or the memory
  /// has gaps.
  RTensor Reshape(Extents shape) const {
    if (!(strides_ == StridesFor(shape_, layout_)))
      throw DataError("RTensor: Reshape of a view with gaps; Copy() it first");
    RTensor t = *this;
    t.shape_ = shape;
    t.strides_ = StridesFor(shape, layout_);
    if (t.GetSize() != GetSize())
      throw DataError("RTensor: Reshape from " + std::to_string(GetSize()) + " to " +
                      std::to_string(t.GetSize()) + " elements");
    return t;
  }
  RTensor Squeeze() const {
    RTensor t = *this;
    t.shape_ = {};
    t.strides_ = {};
    for (std::size_t d = 0; d < shape_.size(); ++d) {
      if (shape_[d] == 1) continue;
      t.shape_.push_back(shape_[d]);
      t.strides_.push_back(strides_[d]);
    }
    return t;
  }
  RTensor ExpandDims(std::size_t axis) const {
    if (axis > shape_.size()) throw DataError("RTensor: ExpandDims axis out of range");
    RTensor t = *this;
    t.shape_ = {};
    t.strides_ = {};
    for (std::size_t d = 0; d <= shape_.size(); ++d) {
      if (d == axis) {
        t.shape_.push_back(1);
        t.strides_.push_back(1);
      }
      if (d == shape_.size()) break;
      t.shape_.push_back(shape_[d]);
      t.strides_.push_back(strides_[d]);
    }
    return t;
  }
  /// One half-open [begin, end) a dimension.
  RTensor Slice(const std::vector<std::pair<std::size_t, std::size_t>>& ranges) const {
    if (ranges.size() != shape_.size())
      throw DataError("RTensor: Slice needs one range a dimension");
    RTensor t = *this;
    for (std::size_t d = 0; d < ranges.size(); ++d) {
      const auto [begin, end] = ranges[d];
      if (begin > end || end > shape_[d])
        throw DataError("RTensor: Slice [" + std::to_string(begin) + ", " + std::to_string(end) +
                        ") of a dimension of " + std::to_string(shape_[d]));
      t.data_ += begin * strides_[d];
      t.shape_[d] = end - begin;
    }
    return t;
  }
  /// An owning, gap-free copy.
  RTensor<std::remove_const_t<T>> Copy(MemoryLayout layout = MemoryLayout::RowMajor) const {
    using Value = std::remove_const_t<T>;
    RTensor<Value> t(Cast<Value>(shape_), layout);
    std::vector<std::size_t> index(shape_.size(), 0);
    for (std::size_t i = 0, n = GetSize(); i < n; ++i) {
      std::size_t from = 0, to = 0;
      for (std::size_t d = 0; d < index.size(); ++d) {
        from += index[d] * strides_[d];
        to += index[d] * t.GetStrides()[d];
      }
      t.GetData()[to] = data_[from];
      for (std::size_t d = index.size(); d-- > 0;) {
        if (++index[d] < shape_[d]) break;
        index[d] = 0;
      }
    }
    return t;
  }

 private:
  template <class U>
  static typename RTensor<U>::Extents Cast(const Extents& e) {
    typename RTensor<U>::Extents r;
    for (auto v : e) r.push_back(v);
    return r;
  }
  static Extents StridesFor(const Extents& shape, MemoryLayout layout) {
    Extents strides;
    for (std::size_t d = 0; d < shape.size(); ++d) {
      std::size_t stride = 1;
      if (layout == MemoryLayout::RowMajor)
        for (std::size_t k = d + 1; k < shape.size(); ++k) stride *= shape[k];
      else
        for (std::size_t k = 0; k < d; ++k) stride *= shape[k];
      strides.push_back(stride);
    }
    return strides;
  }

  T* data_ = nullptr;
  Extents shape_;
  Extents strides_;
  MemoryLayout layout_ = MemoryLayout::RowMajor;
  std::shared_ptr<const void> owner_;
};

/// "{ { 1, 2 } { 3, 4 } }"
template <class T>
std::ostream& operator<<(std::ostream& out, const RTensor<T>& tensor) {
  const auto print = [&](const auto& self, std::size_t axis, const T* data) -> void {
    if (axis == tensor.GetRank()) {
      out << *data;
      return;
    }
    out << "{ ";
    for (std::size_t i = 0; i < tensor.GetShape()[axis]; ++i) {
      if (i > 0) out << (axis + 1 == tensor.GetRank() ? ", " : " ");
      self(self, axis + 1, data + i * tensor.GetStrides()[axis]);
    }
    out << " }";
  };
  if (tensor.GetRank() == 0) return out << "{ }";
  print(print, 0, tensor.GetData());
  return out;
}

namespace Experimental {
using TMVA::MemoryLayout;
using TMVA::RTensor;
}  // namespace Experimental

}  // namespace TMVA::inline standalone
