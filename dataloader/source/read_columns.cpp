// ReadColumns: several columns and entry ranges at once.
#include <TMVA/ColumnSource.h>

namespace TMVA::inline standalone {

void ReadColumns(const ColumnSource& source, std::span<const std::size_t> columns, EntryRange range,
                 std::span<ColumnBlock> out, int) {
  source.OpenCursor({columns.begin(), columns.end()})->Read(range, out);
}

}  // namespace TMVA::inline standalone
