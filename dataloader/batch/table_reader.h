// TableReader: from the entries of one table to rows.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <TMVA/BatchGenerator.h>
#include <TMVA/Formula.h>

#include "dataloader/batch/row_schema.h"
#include "dataloader/batch/scatter.h"

namespace TMVA::inline standalone::batch {

/// Memory of a thread for what it decodes; reused.
struct ReadScratch {
  std::vector<ColumnBlock> blocks;
  std::vector<std::vector<std::byte>> converted;
  std::int64_t Bytes() const;
};

/// The entries of a window that become rows.
struct Selection {
  bool all = true;                       ///< then `rows` is empty
  std::vector<std::uint32_t> rows = {};  ///< ascending, counted from the window's first entry
  std::vector<double> labels = {};       ///< of the rows, where they were asked for
  std::vector<double> weights = {};      ///< together with labels, where there are weights
  std::int64_t count = 0;
  /// Stretches of the window that can be read, where others are damaged; else empty.
  std::vector<EntryRange> sound = {};
};

/// Compiled once for a table; const and thread-safe.
class TableReader {
 public:
  /// `number` is the table's; it keys the split. Throws what is wrong with the options.
  TableReader(const BatchTable& table, std::uint64_t number, const BatchOptions& options,
              bool needs_labels);

  const ColumnSource& Source() const { return *table_.source; }
  /// What the table's rows look like; all tables must agree.
  std::vector<RowField> Fields() const;
  /// The columns and expressions that make the features.
  std::vector<std::string> Features() const;
  /// To be called once, with the schema that all tables agreed on.
  void SetSchema(const RowSchema& schema);

  bool SelectsAll() const { return !cut_ && !table_.chosen && splits_.empty(); }
  Selection Select(EntryRange range, ReadScratch& scratch) const;
  std::uint64_t Number() const { return number_; }

  /// Outputs that are read together, so that what is decoded for `rows` entries stays below
  /// `bytes`.
  struct Group {
    std::vector<std::size_t> columns;  ///< of the source
    std::vector<std::size_t> outputs;
  };
  std::vector<Group> MakeGroups(std::int64_t rows, std::int64_t bytes) const;
  /// Reads a group's part of the rows. `rows` is the selection's (empty: all).
  void Fill(const Group& group, EntryRange range, std::span<const std::uint32_t> rows,
            std::span<const Slot> slots, std::byte* arena, std::size_t row_bytes,
            ReadScratch& scratch) const;

  /// The rows of a window with damaged entries, and what of it can be read.
  Selection SelectSound(EntryRange range, std::span<const Group> groups,
                        ReadScratch& scratch) const;

  /// First entries of what is decoded at once, of the column that is typical for the ones read.
  std::vector<std::int64_t> PieceStarts() const;

 private:
  /// One column, expression or constant that goes to some neighbouring places of a row.
  struct Output {
    std::string what;  ///< for messages
    TensorKey tensor;
    DataType type = DataType::kFloat32;
    std::vector<std::size_t> columns = {};        ///< of the source
    std::shared_ptr<const Formula> formula = {};  ///< none: the column itself
    std::optional<double> constant = {};
    std::optional<PaddedList> list = {};
    std::int64_t length = 1;
    std::vector<std::string> names = {};
    std::size_t first = 0;       ///< of its values in the tensor
    std::size_t mask_first = 0;  ///< in the mask, of lists
    std::size_t offset = 0;      ///< in the row
    std::optional<std::size_t> mask_offset = {};
  };
  struct Label {
    std::shared_ptr<const Formula> formula;
    double constant = 0;
  };

  Output MakeOutput(const std::string& text, const TensorKey& tensor, const std::string& option,
                    std::optional<DataType> type) const;
  void AddOutputs(const std::vector<std::string>& texts, const TensorKey& tensor,
                  const std::string& option, std::optional<DataType> type);
  std::vector<std::string> UnusedColumns(const BatchOptions& options) const;
  std::shared_ptr<const Formula> Compile(const std::string& text, const std::string& option) const;
  void AddLanes(const Output& output, std::span<const ColumnBlock* const> blocks, EntryRange range,
                std::vector<std::byte>& converted, std::vector<std::byte>& mask,
                std::vector<Lane>& lanes) const;
  bool IsInSplits(std::int64_t entry, double label) const;
  void FindSound(EntryRange range, std::int64_t shortest, std::span<const Group> groups,
                 ReadScratch& scratch, std::vector<EntryRange>& sound) const;
  std::span<const ColumnBlock> ReadBlocks(const std::vector<std::size_t>& columns, EntryRange range,
                                          ReadScratch& scratch) const;
  bool HasLists(const Group& group) const;

  BatchTable table_;
  std::string description_;
  std::uint64_t number_;
  std::vector<PaddedList> lists_;
  DataType dtype_;
  bool mask_, round_integers_;
  std::shared_ptr<const Formula> cut_;
  std::optional<Label> label_;
  std::shared_ptr<const Formula> class_weight_;  ///< what is summed for each class
  std::vector<RowSplit> splits_;
  std::vector<std::size_t> selection_columns_;
  std::vector<Output> outputs_;
};

/// A random number in [0, 1) for each entry, a function of (seed, table, entry) alone.
double SplitNumber(std::uint64_t seed, std::uint64_t table, std::int64_t entry);

}  // namespace TMVA::inline standalone::batch
