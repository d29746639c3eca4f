// tmva/factory/application.h: methods applied to whole tables.
#include "tmva/factory/application.h"

#include <functional>

#include <TMVA/File.h>

#include "tmva/python/bindings/interruptible.h"
#include "tmva/python/bindings/numpy_types.h"

namespace TMVA::inline standalone {
namespace {

/// (methods, names of the outputs, name of the largest score, name of its index)
using PyScores = std::tuple<std::vector<std::shared_ptr<BookedMethod>>, std::vector<std::string>,
                            std::string, std::string>;
/// (suffix, [(column, expression)])
using PyVariation = std::pair<std::string, std::vector<std::pair<std::string, std::string>>>;

std::unique_ptr<Application> Make(const std::shared_ptr<ColumnSource>& source,
                                  const std::vector<PyScores>& scores,
                                  const std::vector<PyVariation>& variations,
                                  const std::string& fold_expression,
                                  const std::vector<std::string>& copied, int threads) {
  ApplicationPlan plan;
  for (const auto& [methods, outputs, max_score, max_index] : scores)
    plan.scores.push_back({{methods.begin(), methods.end()}, outputs, max_score, max_index});
  for (const auto& [suffix, columns] : variations) plan.variations.push_back({suffix, columns});
  plan.fold_expression = fold_expression;
  plan.copied = copied;
  plan.threads = threads;
  return std::make_unique<Application>(source, std::move(plan));
}

void Run(const Application& application, TableWriter& out) {
  if (!Interruptible([&] { return application.Run(out); }))
    throw Error("the application was stopped");
}

/// Hands blocks of flat columns over as arrays, which are copies.
class ArrayWriter : public TableWriter {
 public:
  ArrayWriter(std::vector<BranchSpec> branches, py::function use)
      : branches_(std::move(branches)), use_(std::move(use)) {}
  using TableWriter::Append;
  void Append(std::span<const ColumnView> columns, std::int64_t entries) override {
    const py::gil_scoped_acquire acquire;
    py::dict arrays;
    for (std::size_t i = 0; i < branches_.size(); ++i) {
      const auto& leaf = branches_[i].leaves.front();
      if (branches_[i].list_levels > 0 || leaf.length != 1)
        throw DataError("column '" + branches_[i].name + "' has several values an entry");
      arrays[py::str(branches_[i].name)] =
          py::array(ToDtype(leaf.type), {entries}, columns[i].values);
    }
    entries_ += entries;
    use_(arrays);
  }
  std::int64_t NumEntries() const override { return entries_; }

 private:
  std::vector<BranchSpec> branches_;
  py::function use_;
  std::int64_t entries_ = 0;
};

std::shared_ptr<ColumnSource> JoinFriends(
    const std::shared_ptr<ColumnSource>& main,
    const std::vector<std::pair<std::string, std::shared_ptr<ColumnSource>>>& friends) {
  std::vector<NamedSource> named;
  for (const auto& [alias, source] : friends) {
    if (source->NumEntries() != main->NumEntries())
      throw DataError("friend '" + alias + "' (" + source->Description() + ") has " +
                      std::to_string(source->NumEntries()) + " entries, " + main->Description() +
                      " has " + std::to_string(main->NumEntries()));
    named.push_back({alias, source});
  }
  return std::const_pointer_cast<ColumnSource>(MakeFriends(main, std::move(named)));
}

}  // namespace

void BindApplication(py::module_& m) {
  m.def("join_friends", &JoinFriends, py::arg("main"), py::arg("friends"),
        "The table with the columns of others, (alias, table), as 'alias.column'.");
  py::class_<Application>(
      m, "Application", "The answers of trained methods to all events of a table, as new columns.")
      .def(py::init(&Make), py::arg("source"), py::arg("scores"),
           py::arg("variations") = std::vector<PyVariation>(), py::arg("fold_expression") = "",
           py::arg("copied") = std::vector<std::string>(), py::arg("threads") = 0,
           "`scores`: (methods: one or one a fold, names of the outputs, name of the largest one, "
           "of its index; '': none) "
           "of each. `variations`: (suffix, [(column, expression)]).")
      .def(
          "Names",
          [](const Application& a) {
            std::vector<std::string> names;
            for (const auto& branch : a.Branches()) names.push_back(branch.name);
            return names;
          },
          "Names of the columns, the copied ones first.")
      .def(
          "AddBranches",
          [](const Application& a, OutputFile& file, const std::string& tree) {
            Run(a, file.AddBranches(tree, a.Branches()));
          },
          py::arg("file"), py::arg("tree"), "Adds the columns to a tree of an updated file.")
      .def(
          "MakeTree",
          [](const Application& a, OutputFile& file, const std::string& directory,
             const std::string& name, const std::string& title) {
            Run(a, file.MakeTree(directory, name, title, a.Branches()));
          },
          py::arg("file"), py::arg("directory"), py::arg("name"), py::arg("title"),
          "Writes the columns as a new tree.")
      .def(
          "ForEach",
          [](const Application& a, const py::function& use) {
            ArrayWriter writer(a.Branches(), use);
            Run(a, writer);
          },
          py::arg("use"), "Calls use({name: array}) for blocks of entries, in order.");
}

}  // namespace TMVA::inline standalone
