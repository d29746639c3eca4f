// Shapes by trial.
#include "tmva/graph/shape_inference.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <set>

#include <TMVA/Error.h>

#include "tmva/graph/session.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// Tried one after the other: some models need longer sequences than others.
constexpr std::int64_t kSizes[] = {2, 8, 40, 200};

/// The model with everything its nodes make as outputs.
Model WithAllOutputs(Model model) {
  std::set<std::string> known;
  for (const auto& output : model.graph.outputs) known.insert(output.name);
  for (const auto& node : model.graph.nodes)
    for (const auto& name : node.outputs)
      if (!name.empty() && known.insert(name).second)
        model.graph.outputs.push_back({name, DataType::kUndefined, {}, false});
  return model;
}

class Trial {
 public:
  Trial(const Model& model, const std::string& path)
      : model_(WithAllOutputs(model)), path_(path), session_(model_, path) {
    for (const auto& input : session_.Inputs()) {
      if (input.type == DataType::kUndefined)
        throw ModelError(path_ + ": input '" + input.name +
                         "' is no tensor: unsupported: shapes of it");
      auto& names = names_.emplace_back();
      for (std::size_t d = 0; d < input.shape.size(); ++d) {
        const auto& dimension = input.shape[d];
        names.push_back(dimension.value >= 0      ? ""
                        : !dimension.name.empty() ? dimension.name
                                                  : input.name + "." + std::to_string(d));
        if (!names.back().empty()) symbols_.insert(names.back());
      }
    }
  }

  std::vector<ValueInfo> Run() {
    std::int64_t size = 0;
    std::vector<Array> base;
    for (const auto candidate : kSizes) {
      try {
        base = At(candidate, "", 0);
        size = candidate;
        break;
      } catch (const Error&) {
        if (candidate == *std::rbegin(kSizes)) throw;
      }
    }
    std::map<std::string, std::vector<Array>> changed;
    for (const auto& symbol : symbols_) changed[symbol] = At(size, symbol, 1);
    const auto check = At(size + 2, "", 0);
    std::vector<ValueInfo> values;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      values.push_back(session_.Inputs()[i]);
      for (std::size_t d = 0; d < names_[i].size(); ++d) values.back().shape[d].name = names_[i][d];
    }
    for (std::size_t v = 0; v < base.size(); ++v) {
      const Shape& shape = base[v].GetShape();
      ValueInfo value{session_.Outputs()[v].name, base[v].Type(), {}};
      value.has_shape = check[v].Rank() == shape.size();
      for (std::size_t d = 0; value.has_shape && d < shape.size(); ++d) {
        std::map<std::string, std::int64_t> slopes;
        for (const auto& symbol : symbols_) {
          const Array& other = changed[symbol][v];
          if (other.Rank() == shape.size()) slopes[symbol] = other.GetShape()[d] - shape[d];
        }
        value.shape.push_back(Describe(shape[d], check[v].GetShape()[d], size, slopes));
      }
      values.push_back(std::move(value));
    }
    return values;
  }

 private:
  /// Results with all sizes the same but one, which is `more` larger.
  std::vector<Array> At(std::int64_t size, const std::string& symbol, std::int64_t more) const {
    std::vector<Array> inputs;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      Shape shape;
      for (std::size_t d = 0; d < names_[i].size(); ++d)
        shape.push_back(names_[i][d].empty() ? session_.Inputs()[i].shape[d].value
                                             : size + (names_[i][d] == symbol ? more : 0));
      auto& input = inputs.emplace_back(session_.Inputs()[i].type, shape);
      if (input.Type() != DataType::kString && input.Size() > 0)
        std::memset(input.MutableBytes(), 0, input.Size() * ElementSize(input.Type()));
    }
    return session_.Run(inputs);
  }

  static Dimension Describe(std::int64_t at_base, std::int64_t at_check, std::int64_t size,
                            const std::map<std::string, std::int64_t>& slopes) {
    std::int64_t constant = at_base, expected = at_base;
    std::string text;
    for (const auto& [symbol, slope] : slopes) {
      if (slope == 0) continue;
      constant -= slope * size;
      expected += 2 * slope;
      text +=
          (text.empty() ? "" : " + ") + (slope == 1 ? "" : std::to_string(slope) + "*") + symbol;
    }
    if (expected != at_check) return {};
    if (text.empty()) return {at_base, ""};
    if (constant != 0) text += (constant > 0 ? " + " : " - ") + std::to_string(std::abs(constant));
    return {-1, text};
  }

  Model model_;
  std::string path_;
  Session session_;
  std::vector<std::vector<std::string>>
      names_;  ///< of the inputs' dimensions; empty where they have numbers
  std::set<std::string> symbols_;
};

}  // namespace

std::vector<ValueInfo> InferShapes(const Model& model, const std::string& path) {
  return Trial(model, path).Run();
}

}  // namespace TMVA::inline standalone::onnx
