// What all data sets share: whole passes, and the choice of validation events.
#include <TMVA/DataSet.h>

#include <cmath>

#include <TMVA/Random.h>

namespace TMVA::inline standalone {

void DataSet::ForEach(const StreamOptions& options,
                      const std::function<void(const EventBatch&)>& use) const {
  const auto stream = Stream(options);
  EventBatch batch;
  while (stream->Next(batch)) use(batch);
}

bool IsValidation(std::uint64_t hash, double validation_fraction) {
  // The split into training and test sample has used the order of the hashes, so the choice within
  // the training sample takes bits of its own.
  constexpr std::uint64_t kStream = 0x56414c4944415445;  // "VALIDATE"
  const double u = static_cast<double>(RandomBits(hash, kStream, 0) >> 11) * 0x1p-53;
  return u < validation_fraction;
}

}  // namespace TMVA::inline standalone
