// Cast and CastLike.
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <memory>

#include "tmva/graph/operators/elementwise.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// The number a text stands for; false when it is none.
template <class T>
bool Parse(const std::string& text, T& value) {
  const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
  const char* end = text.data() + text.size();
  if constexpr (std::is_integral_v<T>) {
    const auto whole = std::from_chars(begin, end, value);
    if (whole.ec == std::errc() && whole.ptr == end) return true;
  }
  double number = 0;
  const auto real = std::from_chars(begin, end, number);
  value = ConvertTo<T>(number);
  return real.ec == std::errc() && real.ptr == end && begin != end;
}

template <class T>
std::string Print(T value) {
  std::array<char, 64> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

Array Widen(const Array& from) {
  Array floats(DataType::kFloat, from.GetShape());
  std::ranges::transform(from.Get<Bfloat16>(), floats.Get<float>().begin(), [](Bfloat16 x) {
    return std::bit_cast<float>(std::uint32_t{x.bits} << 16);
  });
  return floats;
}

/// To the nearest, halves to the even one.
void Narrow(const Array& floats, Array& to) {
  to.Reset(DataType::kBfloat16, floats.GetShape());
  std::ranges::transform(floats.Get<float>(), to.Get<Bfloat16>().begin(), [](float x) {
    const auto bits = std::bit_cast<std::uint32_t>(x);
    if (std::isnan(x)) return Bfloat16{static_cast<std::uint16_t>(bits >> 16 | 0x40U)};
    return Bfloat16{static_cast<std::uint16_t>((bits + 0x7fffU + (bits >> 16 & 1U)) >> 16)};
  });
}

class CastBase : public Operator {
 public:
  explicit CastBase(const NodeView& node) : Operator(node) { node.CheckOutputs(1, 1); }

 protected:
  void Convert(const Array& from, DataType type, Array& to) const {
    if (from.Type() == type) {
      to = from;
    } else if (from.Type() == DataType::kFloat16) {
      Convert(FloatsOf(from), type, to);
    } else if (type == DataType::kFloat16) {
      Array floats;
      Convert(from, DataType::kFloat, floats);
      SetHalves(floats, to);
    } else if (from.Type() == DataType::kBfloat16) {
      Convert(Widen(from), type, to);
    } else if (type == DataType::kBfloat16) {
      Array floats;
      Convert(from, DataType::kFloat, floats);
      Narrow(floats, to);
    } else if (type == DataType::kString) {
      ConvertToText(from, to);
    } else if (from.Type() == DataType::kString) {
      ConvertFromText(from, type, to);
    } else {
      ConvertNumbers(from, type, to);
    }
  }

 private:
  void ConvertNumbers(const Array& from, DataType type, Array& to) const {
    const bool known = Dispatch(NumbersAndBool(), from.Type(), [&]<class From>(From) {
      const bool known_to = Dispatch(NumbersAndBool(), type, [&]<class To>(To) {
        to.Reset(type, from.GetShape());
        const From* in = from.Get<From>().data();
        To* out = to.Get<To>().data();
        for (std::size_t i = 0, n = from.Size(); i < n; ++i) out[i] = ConvertTo<To>(in[i]);
      });
      if (!known_to) UnsupportedType(type);
    });
    if (!known) UnsupportedType(from.Type());
  }

  void ConvertToText(const Array& from, Array& to) const {
    to.Reset(DataType::kString, from.GetShape());
    const bool known = Dispatch(Numbers(), from.Type(), [&]<class T>(T) {
      const auto numbers = from.Get<T>();
      for (std::size_t i = 0; i < numbers.size(); ++i) to.Strings()[i] = Print(numbers[i]);
    });
    if (!known) UnsupportedType(from.Type());
  }

  void ConvertFromText(const Array& from, DataType type, Array& to) const {
    const bool known = Dispatch(Numbers(), type, [&]<class T>(T) {
      to.Reset(type, from.GetShape());
      const auto numbers = to.Get<T>();
      for (std::size_t i = 0; i < numbers.size(); ++i)
        if (!Parse(from.Strings()[i], numbers[i]))
          Fail("'" + from.Strings()[i] + "' is no number of type " + TypeName(type));
    });
    if (!known) UnsupportedType(type);
  }
};

bool IsKnown(DataType type) { return type == DataType::kString || ElementSize(type) > 0; }

class Cast : public CastBase {
 public:
  explicit Cast(const NodeView& node) : CastBase(node) {
    node.CheckInputs(1, 1);
    if (!node.Has("to")) node.Fail("attribute 'to' is missing");
    const auto to = node.Int("to", 0);
    if (to < 1 || to > 1000)
      node.Fail("attribute 'to' is " + std::to_string(to) + ", which is no type");
    to_ = static_cast<DataType>(to);
    if (!IsKnown(to_)) node.Unsupported("to " + TypeName(to_));
  }
  void Run(Inputs inputs, Outputs outputs) const override { Convert(*inputs[0], to_, outputs[0]); }

 private:
  DataType to_;
};

class CastLike : public CastBase {
 public:
  explicit CastLike(const NodeView& node) : CastBase(node) { node.CheckInputs(2, 2); }
  void Run(Inputs inputs, Outputs outputs) const override {
    Convert(*inputs[0], inputs[1]->Type(), outputs[0]);
  }
};

}  // namespace

void RegisterCasts(OperatorRegistry& registry) {
  registry.Add<Cast>("Cast", 6);
  registry.Add<CastLike>("CastLike", 15);
}

}  // namespace TMVA::inline standalone::onnx
