// Axes, strides and copies.
#include "tmva/graph/operators/layout.h"

#include <algorithm>
#include <cstring>

#include "tmva/graph/operators/axes.h"

namespace TMVA::inline standalone::onnx {

std::size_t LayoutOperator::Axis(std::int64_t axis, std::size_t rank) const {
  return AxisOf(axis, rank, where_);
}

SmallVector<std::size_t> LayoutOperator::Axes(std::span<const std::int64_t> axes,
                                              std::size_t rank) const {
  SmallVector<std::size_t> checked;
  for (const auto axis : axes) {
    const auto a = Axis(axis, rank);
    if (std::find(checked.begin(), checked.end(), a) != checked.end())
      Fail("axis " + std::to_string(axis) + " is there twice");
    checked.push_back(a);
  }
  return checked;
}

Shape LayoutOperator::Integers(const Array& array, const char* name) const {
  if (array.Type() != DataType::kInt32 && array.Type() != DataType::kInt64)
    Fail(std::string(name) + " is of type " + TypeName(array.Type()) + ", expected int64");
  return array.Integers();
}

std::int64_t LayoutOperator::Integer(const Array& array, const char* name) const {
  return IntegerOf(array, name, where_);
}

void LayoutOperator::Reset(Array& out, DataType type, const Shape& shape) const {
  for (const auto d : shape)
    if (d < 0 || d > kMostInDimension) Fail("asks for an array of shape " + ShapeText(shape));
  try {
    out.Reset(type, shape);
  } catch (const ModelError& error) {
    Fail(error.what());
  }
}

void LayoutOperator::SameType(const Array& a, const Array& b) const {
  if (a.Type() != b.Type())
    Fail("inputs are of types " + TypeName(a.Type()) + " and " + TypeName(b.Type()) +
         ", expected one type");
}

std::size_t Extent(const Shape& shape, std::size_t from, std::size_t to) {
  const auto begin = shape.begin();
  return NumElements(
      Shape(begin + static_cast<std::ptrdiff_t>(from), begin + static_cast<std::ptrdiff_t>(to)));
}

Shape RowMajorStrides(const Shape& shape) {
  Shape strides(shape.size());
  if (NumElements(shape) == 0) return strides;
  std::int64_t stride = 1;
  for (std::size_t d = shape.size(); d-- > 0;) {
    strides[d] = stride;
    stride *= shape[d];
  }
  return strides;
}

bool NextIndex(const Shape& shape, Shape& index) {
  for (std::size_t d = shape.size(); d-- > 0;) {
    if (++index[d] < shape[d]) return true;
    index[d] = 0;
  }
  return false;
}

void CopyBlock(const Array& from, std::size_t at, Array& to, std::size_t to_at, std::size_t count) {
  if (count == 0) return;
  if (const std::size_t width = ElementSize(from.Type()); width > 0) {
    std::memcpy(static_cast<std::byte*>(to.MutableBytes()) + to_at * width,
                static_cast<const std::byte*>(from.Bytes()) + at * width, count * width);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) to.Strings()[to_at + i] = from.Strings()[at + i];
}

namespace {

struct Block {
  std::int64_t rows, columns, in_row, in_column, out_row, out_column;
};

template <class T>
void CopyBlockOf(const Block& block, const T* p, T* q) {
  constexpr std::int64_t kTile = 16;  // rows and columns of a transposed block that the cache holds
  if (block.in_column == 1 && block.out_column == 1) {
    for (std::int64_t r = 0; r < block.rows; ++r, p += block.in_row, q += block.out_row)
      std::copy_n(p, block.columns, q);
  } else if (block.in_column == 0 && block.out_column == 1) {
    for (std::int64_t r = 0; r < block.rows; ++r, p += block.in_row, q += block.out_row)
      std::fill_n(q, block.columns, *p);
  } else {
    for (std::int64_t r0 = 0; r0 < block.rows; r0 += kTile)
      for (std::int64_t c0 = 0; c0 < block.columns; c0 += kTile)
        for (std::int64_t r = r0; r < std::min(r0 + kTile, block.rows); ++r)
          for (std::int64_t c = c0; c < std::min(c0 + kTile, block.columns); ++c)
            q[r * block.out_row + c * block.out_column] = p[r * block.in_row + c * block.in_column];
  }
}

}  // namespace

void CopyBox(const Shape& shape, const Array& from, Placement source, Array& to, Placement target) {
  if (NumElements(shape) == 0) return;
  // Fewer axes make longer inner loops: those of size 1 go, neighbours that lie one after the other
  // join.
  Shape box, in, out;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    if (shape[d] == 1) continue;
    if (!box.empty() && in.back() == source.strides[d] * shape[d] &&
        out.back() == target.strides[d] * shape[d]) {
      box.back() *= shape[d];
      in.back() = source.strides[d];
      out.back() = target.strides[d];
    } else {
      box.push_back(shape[d]);
      in.push_back(source.strides[d]);
      out.push_back(target.strides[d]);
    }
  }
  // The last two axes are copied as one block.
  while (box.size() < 2) {
    box.insert(box.begin(), 1);
    in.insert(in.begin(), 0);
    out.insert(out.begin(), 0);
  }
  const std::size_t outer = box.size() - 2;
  const Block block{box[outer],    box[outer + 1], in[outer],
                    in[outer + 1], out[outer],     out[outer + 1]};
  box.resize(outer);
  VisitElements(from, to, [&](auto elements, auto result) {
    Shape index(outer);
    const auto* p = elements.data() + source.offset;
    auto* q = result.data() + target.offset;
    for (;;) {
      CopyBlockOf(block, p, q);
      std::size_t d = outer;
      for (; d > 0; --d) {
        p += in[d - 1];
        q += out[d - 1];
        if (++index[d - 1] < box[d - 1]) break;
        p -= in[d - 1] * box[d - 1];
        q -= out[d - 1] * box[d - 1];
        index[d - 1] = 0;
      }
      if (d == 0) return;
    }
  });
}

void FillWith(Array& out, const Array& value, std::size_t at) {
  VisitElements(value, out, [&](auto elements, auto result) {
    std::fill(result.begin(), result.end(), elements[at]);
  });
}

void FillWithZero(Array& out) {
  if (const std::size_t width = ElementSize(out.Type()); width > 0)
    std::memset(out.MutableBytes(), 0, out.Size() * width);
  else
    std::fill(out.Strings().begin(), out.Strings().end(), std::string());
}

}  // namespace TMVA::inline standalone::onnx
