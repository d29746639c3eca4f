// The bytes of a ROOT file.
#include "dataloader/rootio/raw_file.h"

#include <TMVA/Error.h>

namespace TMVA::inline standalone::rootio {

RawFile::RawFile(std::shared_ptr<const ByteSource> bytes)
    : bytes_(std::move(bytes)), size_(bytes_->Size()) {}

void RawFile::CheckInside(std::int64_t offset, std::int64_t count,
                          const std::string& object) const {
  if (offset >= 0 && count >= 0 && offset <= size_ && count <= size_ - offset) return;
  throw FileFormatError(Path(),
                        "record of " + std::to_string(count) +
                            " bytes does not lie in the file of " + std::to_string(size_) +
                            " bytes",
                        offset, object);
}

void RawFile::Read(std::int64_t offset, std::span<std::byte> out, const std::string& object) const {
  CheckInside(offset, static_cast<std::int64_t>(out.size()), object);
  bytes_->Read(offset, out);
}

std::vector<std::byte> RawFile::Read(std::int64_t offset, std::int64_t count,
                                     const std::string& object) const {
  CheckInside(offset, count, object);
  std::vector<std::byte> bytes(static_cast<std::size_t>(count));
  bytes_->Read(offset, bytes);
  return bytes;
}

void RawFile::WillRead(std::span<const ByteRange> ranges) const {
  std::vector<ByteRange> inside;
  inside.reserve(ranges.size());
  for (const auto& range : ranges)
    if (range.offset >= 0 && range.size > 0 && range.offset <= size_ &&
        range.size <= size_ - range.offset)
      inside.push_back(range);
  if (!inside.empty()) bytes_->WillRead(inside);
}

}  // namespace TMVA::inline standalone::rootio
