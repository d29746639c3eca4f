// What is asked of a generator, checked; and what the rows of its tables look like.
#include "dataloader/batch/generator_options.h"

#include <algorithm>
#include <string>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::batch {
namespace {

[[noreturn]] void FailColumns(const TableReader& table, const std::vector<RowField>& theirs,
                              const TableReader& first, const std::vector<RowField>& ours) {
  const auto names_of = [](const std::vector<RowField>& fields) {
    std::vector<std::string> names;
    for (const auto& field : fields)
      names.insert(names.end(), field.names.begin(), field.names.end());
    return names;
  };
  const auto a = names_of(ours), b = names_of(theirs);
  std::size_t i = 0;
  while (i < a.size() && i < b.size() && a[i] == b[i]) ++i;
  const auto name = [i](const std::vector<std::string>& names) {
    return i < names.size() ? "'" + names[i] + "'" : std::string("nothing");
  };
  throw DataError("columns: " + table.Source().Description() + " gives " + name(b) + " where " +
                  first.Source().Description() + " gives " + name(a) +
                  "; name those that are wanted");
}

}  // namespace

void CheckOptions(const BatchOptions& options, std::size_t tables) {
  const auto fail = [](const std::string& what) { throw OptionError(what); };
  const auto at_least = [&](const char* name, std::int64_t value, std::int64_t least) {
    if (value < least)
      fail(std::string(name) + ": " + std::to_string(value) + " is given, expected at least " +
           std::to_string(least));
  };
  if (tables == 0) fail("source: no table is given");
  at_least("batch_size", options.batch_size, 1);
  at_least("memory", options.memory, 1);
  at_least("shuffle_rows", options.shuffle_rows, 0);
  at_least("threads", options.threads, 0);
  at_least("prefetch", options.prefetch, 0);
  at_least("world_size", options.world_size, 1);
  if (options.rank < 0 || options.rank >= options.world_size)
    fail("rank: " + std::to_string(options.rank) +
         " is given, expected 0 to world_size - 1 = " + std::to_string(options.world_size - 1));
  if (options.dtype != DataType::kFloat32 && options.dtype != DataType::kFloat64)
    fail("dtype: " + std::string(TypeName(options.dtype)) +
         " is given, expected float32 or float64");
  for (const auto& split : options.splits)
    if (!(split.begin >= 0 && split.begin <= split.end && split.end <= 1))
      fail("split: its borders must ascend within 0 and 1");
  if (options.mask && options.lists.empty())
    fail("mask: it tells which values of lists are there; there are no lists: give vectors");
  if (options.balance == BalanceMode::kBatch && options.shuffle == ShuffleMode::kGlobal)
    fail("balance: \"batch\" has a shuffle of its own; take shuffle=True");
}

RowSchema MakeSchema(const std::vector<TableReader>& tables, bool with_class) {
  RowSchema schema;
  schema.fields = tables.front().Fields();
  for (const auto& table : tables) {
    const auto theirs = table.Fields();
    for (std::size_t i = 0; i < std::max(theirs.size(), schema.fields.size()); ++i) {
      const bool same = i < theirs.size() && i < schema.fields.size() &&
                        theirs[i].names == schema.fields[i].names;
      if (!same) FailColumns(table, theirs, tables.front(), schema.fields);
      if (theirs[i].type != schema.fields[i].type)
        throw DataError("spectators: '" + theirs[i].tensor.name + "' is of type " +
                        TypeName(theirs[i].type) + " in " + table.Source().Description() +
                        ", but " + TypeName(schema.fields[i].type) + " in " +
                        tables.front().Source().Description());
    }
  }
  for (std::size_t i = 0; i < schema.fields.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (schema.fields[i].tensor == schema.fields[k].tensor)
        throw OptionError("spectators: the name '" + schema.fields[i].tensor.name +
                          "' is taken twice");
  schema.Place(with_class);
  return schema;
}

}  // namespace TMVA::inline standalone::batch
