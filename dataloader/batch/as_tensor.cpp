// AsTensor: all rows of some columns at once.
#include <algorithm>

#include <TMVA/BatchGenerator.h>

#include "dataloader/batch/parallel.h"
#include "dataloader/batch/table_reader.h"
#include "dataloader/batch/windows.h"
#include "dataloader/source/cores.h"

namespace TMVA::inline standalone {

using namespace batch;

template <class T>
RTensor<T> AsTensor(const std::shared_ptr<const ColumnSource>& source,
                    const std::vector<std::string>& columns) {
  BatchOptions options;
  options.columns = columns;
  options.dtype = BatchDetail::TypeOf<T>();
  TableReader reader({source}, 0, options, false);
  RowSchema schema{reader.Fields()};
  schema.Place(false);
  reader.SetSchema(schema);
  const auto entries = source->NumEntries();
  constexpr std::int64_t kWindow = std::int64_t{1} << 18;
  constexpr std::int64_t kScratch = std::int64_t{1} << 24;
  const auto windows = CutAtPieces(reader.PieceStarts(), entries, kWindow);
  std::int64_t longest = 1;
  for (const auto& window : windows) longest = std::max(longest, window.size());
  const auto groups = reader.MakeGroups(longest, kScratch);
  const auto width = schema.fields.front().names.size();
  RTensor<T> tensor({static_cast<std::size_t>(entries), width});
  std::vector<Slot> slots(static_cast<std::size_t>(longest));
  for (std::size_t i = 0; i < slots.size(); ++i) slots[i] = static_cast<Slot>(i);
  const int threads = AvailableCores();
  std::vector<ReadScratch> scratch(static_cast<std::size_t>(threads));
  ParallelFor(windows.size() * groups.size(), threads, [&](std::size_t i, std::size_t thread) {
    const auto& window = windows[i / groups.size()];
    auto* first = tensor.GetData() + static_cast<std::size_t>(window.begin) * width;
    reader.Fill(groups[i % groups.size()], window, {},
                {slots.data(), static_cast<std::size_t>(window.size())},
                reinterpret_cast<std::byte*>(first), width * sizeof(T), scratch[thread]);
  });
  return tensor;
}

template RTensor<float> AsTensor(const std::shared_ptr<const ColumnSource>&,
                                 const std::vector<std::string>&);
template RTensor<double> AsTensor(const std::shared_ptr<const ColumnSource>&,
                                  const std::vector<std::string>&);

}  // namespace TMVA::inline standalone
