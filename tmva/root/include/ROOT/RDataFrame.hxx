// RDataFrame: selections and new columns of a table, and results that are computed once asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <TH1.h>
#include <TH2.h>

#include <TMVA/DataLoader.h>
#include <TMVA/RTensor.h>

namespace ROOT::RDF::inline tmva_root {

/// A result that is computed when it is first looked at.
template <class T>
class RResultPtr {
 public:
  explicit RResultPtr(std::function<std::shared_ptr<T>()> compute)
      : state_(std::make_shared<State>(std::move(compute))) {}
  const T& GetValue() const { return *Get(); }
  T& operator*() const { return *Get(); }
  T* operator->() const { return Get(); }
  T* GetPtr() const { return Get(); }

 private:
  struct State {
    explicit State(std::function<std::shared_ptr<T>()> f) : compute(std::move(f)) {}
    std::function<std::shared_ptr<T>()> compute;
    std::shared_ptr<T> value;
  };
  T* Get() const {
    if (!state_->value) state_->value = state_->compute();
    return state_->value.get();
  }
  std::shared_ptr<State> state_;
};

struct TH1DModel {
  TString name, title;
  int bins = 128;
  double low = 0, high = 0;  ///< equal: the range of the values
  TH1DModel(const char* n, const char* t, int b, double l, double h)
      : name(n), title(t), bins(b), low(l), high(h) {}
};
struct TH2DModel {
  TString name, title;
  int xbins;
  double xlow, xhigh;
  int ybins;
  double ylow, yhigh;
};

/// Expressions are of TTreeFormula's dialect, over single numbers of an entry; `rdfentry_` is the
/// entry. Every node is a value; results pass over the table each for itself.
class RNode {
 public:
  using Columns = std::vector<std::string>;
  /// Arrays of values of the inputs, of so many entries.
  using Block = std::vector<const double*>;
  using BlockFunction = std::function<void(const Block&, std::size_t, double*)>;

  RNode Filter(const std::string& expression, std::string_view name = {}) const;
  template <class Function>
    requires(!std::convertible_to<Function, std::string>)
  RNode Filter(Function function, const Columns& columns) const {
    return FilterBlocks(Wrapped(std::move(function), columns.size()), columns);
  }
  RNode Define(const std::string& name, const std::string& expression) const;
  /// A function of numbers; of one that returns a vector, its first element.
  template <class Function>
    requires(!std::convertible_to<Function, std::string>)
  RNode Define(const std::string& name, Function function, const Columns& columns = {}) const {
    return DefineBlocks(name, Wrapped(std::move(function), columns.size()), columns);
  }
  /// Of the entries that pass so far: from `begin` on, up to `end` (0: all).
  RNode Range(unsigned begin, unsigned end) const;
  RNode Range(unsigned end) const { return Range(0, end); }
  Columns GetColumnNames() const;
  bool HasColumn(std::string_view name) const;

  RResultPtr<unsigned long long> Count() const;
  RResultPtr<double> Sum(const std::string& column) const;
  RResultPtr<double> Mean(const std::string& column) const;
  RResultPtr<double> StdDev(const std::string& column) const;
  RResultPtr<double> Min(const std::string& column) const;
  RResultPtr<double> Max(const std::string& column) const;
  RResultPtr<TH1D> Histo1D(const TH1DModel& model, const std::string& column,
                           const std::string& weight = {}) const;
  RResultPtr<TH1D> Histo1D(const std::string& column) const;
  RResultPtr<TH2D> Histo2D(const TH2DModel& model, const std::string& x, const std::string& y,
                           const std::string& weight = {}) const;
  template <class T>
  RResultPtr<std::vector<T>> Take(const std::string& column) const {
    return RResultPtr<std::vector<T>>([node = *this, column] {
      auto values = std::make_shared<std::vector<T>>();
      node.Loop({column}, [&](const Block& block, std::size_t n) {
        for (std::size_t i = 0; i < n; ++i) values->push_back(static_cast<T>(block[0][i]));
      });
      return values;
    });
  }

  /// Passes over the entries that are selected, in their order.
  void Loop(const Columns& expressions,
            const std::function<void(const Block&, std::size_t)>& use) const;

 protected:
  explicit RNode(std::shared_ptr<const TMVA::ColumnSource> source) : source_(std::move(source)) {}

 private:
  template <class Function>
  static BlockFunction Wrapped(Function function, std::size_t given) {
    return Wrapped(std::move(function), std::function(function), given);
  }
  template <class Function, class R, class... Arguments>
  static BlockFunction Wrapped(Function function, std::function<R(Arguments...)>,
                               std::size_t given) {
    static_assert((std::is_arithmetic_v<std::remove_cvref_t<Arguments>> && ...),
                  "functions of RDataFrame take numbers here");
    CheckCount(sizeof...(Arguments), given);
    return [function](const Block& in, std::size_t n, double* out) {
      for (std::size_t i = 0; i < n; ++i)
        out[i] = [&]<std::size_t... I>(std::index_sequence<I...>) {
          auto result = function(static_cast<std::remove_cvref_t<Arguments>>(in[I][i])...);
          if constexpr (std::is_arithmetic_v<R>)
            return static_cast<double>(result);
          else
            return static_cast<double>(result.at(0));
        }(std::index_sequence_for<Arguments...>());
    };
  }
  static void CheckCount(std::size_t parameters, std::size_t columns);
  RNode FilterBlocks(BlockFunction function, const Columns& columns) const;
  RNode DefineBlocks(const std::string& name, BlockFunction function, const Columns& columns) const;

  struct Step {
    std::string filter;  ///< or, where it is empty, a range
    unsigned begin = 0, end = 0;
  };
  std::shared_ptr<const TMVA::ColumnSource> source_;
  std::vector<Step> steps_;
  Columns defined_;
};

}  // namespace ROOT::RDF::inline tmva_root

namespace ROOT {
inline namespace tmva_root {

class RDataFrame : public RDF::RNode {
 public:
  /// Entries without columns.
  explicit RDataFrame(unsigned long long entries);
  /// "dir/tree" of a file, or of several; wildcards in their names.
  RDataFrame(const std::string& tree, const std::string& file);
  RDataFrame(const std::string& tree, const std::vector<std::string>& files);
  /// A tree or a chain.
  template <class Tree>
    requires requires(const Tree& tree) { tree.AsColumnSource(); }
  explicit RDataFrame(Tree& tree) : RNode(tree.AsColumnSource()) {}
};

}  // namespace tmva_root
}  // namespace ROOT

namespace TMVA::inline standalone::Experimental {

/// Columns of the entries that are selected, as [entries, columns]; all columns by default.
template <class T>
RTensor<T> AsTensor(const ROOT::RDF::RNode& node, std::vector<std::string> columns = {},
                    MemoryLayout layout = MemoryLayout::RowMajor) {
  if (columns.empty()) columns = node.GetColumnNames();
  std::vector<T> rows;
  node.Loop(columns, [&](const ROOT::RDF::RNode::Block& block, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i)
      for (const double* column : block) rows.push_back(static_cast<T>(column[i]));
  });
  RTensor<T> tensor({rows.size() / columns.size(), columns.size()}, layout);
  for (std::size_t i = 0; i < rows.size(); ++i)
    tensor(i / columns.size(), i % columns.size()) = rows[i];
  return tensor;
}

}  // namespace TMVA::inline standalone::Experimental
