// Streams over a LoadedDataSet: in the order of the files, and shuffled in bounded memory.
#include <algorithm>

#include <TMVA/Random.h>

#include "tmva/data/loaded_data_set.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::int64_t kBlock = 4096;          // rows read at once in order
constexpr std::int64_t kShuffleBlock = 256;    // rows drawn at once from a random place
constexpr std::size_t kMaxPlaces = 8;          // places of a class that are read at once
constexpr std::uint64_t kOrderStream = 0x4f52444552;  // "ORDER"

/// Reads the chosen events of one tree, block after block.
class ChosenReader {
 public:
  ChosenReader(const LoadedDataSet& data, const StreamOptions& options, std::size_t tree)
      : data_(data), options_(options), tree_(tree), reader_(data.Trees()[tree], data.Info()) {
    const auto& roles = data.Roles()[tree];
    bits_ = options.sample == Types::kTesting ? &roles.testing : &roles.training;
    factor_ = options.sample == Types::kTesting ? 1 : data.TrainingFactor(data.Trees()[tree].cls);
  }

  /// Reads the events of `range` that were chosen to the front of `rows`; returns how many.
  std::int64_t Read(EntryRange range, EventBuffer& rows) {
    if (bits_->Count(range.begin, range.end) == 0) return 0;
    reader_.Read(range, rows);
    std::int64_t n = 0;
    for (auto entry = range.begin; entry < range.end; ++entry) {
      if (!(*bits_)[entry]) continue;
      const auto hash = EventHash(data_.Seed(), tree_, entry);
      if (options_.part != Part::kAll &&
          IsValidation(hash, options_.validation_fraction) != (options_.part == Part::kValidation))
        continue;
      if (const auto from = entry - range.begin; from != n) rows.CopyRow(n, rows, from);
      rows.weight(n) *= factor_;
      rows.hash(n) = hash;
      rows.cls(n) = static_cast<std::uint32_t>(data_.Trees()[tree_].cls);
      ++n;
    }
    return n;
  }

 private:
  const LoadedDataSet& data_;
  const StreamOptions& options_;
  std::size_t tree_;
  TreeReader reader_;
  const Bitset* bits_;
  double factor_;
};

class OrderedStream : public EventStream {
 public:
  OrderedStream(const LoadedDataSet& data, const StreamOptions& options)
      : data_(data), options_(options), block_(data.Info(), kBlock), batch_(data.Info(), options.batch_size) {
    for (std::size_t c = 0; c < data.Info().classes.size(); ++c) {
      if (options.only_class >= 0 && c != static_cast<std::size_t>(options.only_class)) continue;
      for (std::size_t t = 0; t < data.Trees().size(); ++t)
        if (data.Trees()[t].cls == c) trees_.push_back(t);
    }
  }

  bool Next(EventBatch& batch) override {
    std::int64_t n = 0;
    while (n < options_.batch_size) {
      if (at_ == available_ && !Refill()) break;
      batch_.CopyRow(n++, block_, at_++);
    }
    batch = batch_.View(n);
    return n > 0;
  }

 private:
  bool Refill() {
    at_ = available_ = 0;
    while (available_ == 0) {
      if (range_ == ranges_.size()) {
        if (next_tree_ == trees_.size()) return false;
        const auto tree = trees_[next_tree_++];
        reader_ = std::make_unique<ChosenReader>(data_, options_, tree);
        ranges_ = Blocks(*data_.Trees()[tree].source, kBlock);
        range_ = 0;
        continue;
      }
      available_ = reader_->Read(ranges_[range_++], block_);
    }
    return true;
  }

  const LoadedDataSet& data_;
  StreamOptions options_;
  EventBuffer block_, batch_;
  std::vector<std::size_t> trees_;
  std::size_t next_tree_ = 0;
  std::unique_ptr<ChosenReader> reader_;
  std::vector<EntryRange> ranges_;
  std::size_t range_ = 0;
  std::int64_t at_ = 0, available_ = 0;
};

/// A stretch of one tree that is read from front to back.
struct Stretch {
  std::size_t tree;
  EntryRange range;
};

/// The stretches of one class in random order, some of them open at a time.
class ClassPlaces {
 public:
  ClassPlaces(const LoadedDataSet& data, const StreamOptions& options, std::vector<Stretch> stretches,
              std::int64_t events, std::size_t places)
      : data_(data),
        options_(options),
        stretches_(std::move(stretches)),
        remaining_(events),
        block_(data.Info(), kShuffleBlock) {
    while (places_.size() < places && next_ < stretches_.size()) MoveOn(places_.emplace_back());
  }
  std::int64_t remaining() const { return remaining_; }

  /// Copies the next event to row `to` of `rows`: block after block, each from a random place.
  bool Next(Random& random, EventBuffer& rows, std::int64_t to) {
    if (at_ == available_ && !Refill(random)) {
      remaining_ = 0;
      return false;
    }
    rows.CopyRow(to, block_, at_++);
    --remaining_;
    return true;
  }

 private:
  struct Place {
    std::unique_ptr<ChosenReader> reader;
    std::size_t tree = 0;
    std::int64_t at = 0, end = 0;
  };
  bool Refill(Random& random) {
    at_ = available_ = 0;
    while (available_ == 0) {
      if (places_.empty()) return false;
      const auto p = static_cast<std::size_t>(random.Below(places_.size()));
      auto& place = places_[p];
      const EntryRange range{place.at, std::min(place.at + kShuffleBlock, place.end)};
      available_ = place.reader->Read(range, block_);
      place.at = range.end;
      if (place.at < place.end) continue;
      std::swap(places_[p], places_.back());
      if (next_ < stretches_.size()) MoveOn(places_.back());
      else places_.pop_back();
    }
    return true;
  }
  /// To the next stretch. A reader stays with its tree: new buffers each time would scatter over memory.
  void MoveOn(Place& place) {
    const auto& s = stretches_[next_++];
    if (!place.reader || place.tree != s.tree)
      place.reader = std::make_unique<ChosenReader>(data_, options_, s.tree);
    place.tree = s.tree;
    place.at = s.range.begin;
    place.end = s.range.end;
  }
  const LoadedDataSet& data_;
  const StreamOptions& options_;
  std::vector<Stretch> stretches_;
  std::size_t next_ = 0;
  std::vector<Place> places_;
  std::int64_t remaining_;
  EventBuffer block_;
  std::int64_t at_ = 0, available_ = 0;
};

/// Each event comes from a class drawn in proportion to what it has left - blocks of one class would
/// favour the class whose blocks hold more chosen events - and passes through a pool from which a
/// random row leaves as each new one enters.
class ShuffledStream : public EventStream {
 public:
  ShuffledStream(const LoadedDataSet& data, const StreamOptions& options)
      : options_(options),
        random_(options.seed, RandomBits(options.epoch, kOrderStream, 0)),
        batch_(data.Info(), options.batch_size),
        pool_(data.Info(), PoolRows(data, options)) {
    const auto num_classes = data.Info().classes.size();
    for (std::size_t c = 0; c < num_classes; ++c) {
      auto chosen = options_;
      if (options.only_class >= 0 && static_cast<int>(c) != options.only_class) continue;
      chosen.only_class = static_cast<int>(c);
      std::vector<Stretch> stretches;
      for (std::size_t t = 0; t < data.Trees().size(); ++t)
        if (data.Trees()[t].cls == c)
          for (const auto& cluster : data.Trees()[t].source->Clusters()) stretches.push_back({t, cluster});
      random_.Shuffle(stretches);
      classes_.push_back(std::make_unique<ClassPlaces>(data, options_, std::move(stretches), data.NumEvents(chosen),
                                                       std::max<std::size_t>(1, kMaxPlaces / num_classes)));
    }
  }

  bool Next(EventBatch& batch) override {
    std::int64_t n = 0;
    while (n < options_.batch_size && Leave(n)) ++n;
    batch = batch_.View(n);
    return n > 0;
  }

 private:
  static std::int64_t PoolRows(const LoadedDataSet& data, const StreamOptions& options) {
    const auto rows = static_cast<std::int64_t>(options.shuffle_memory / EventBuffer::RowBytes(data.Info()));
    return std::clamp<std::int64_t>(rows, 1, std::max<std::int64_t>(1, data.NumEvents(options)));
  }

  /// Moves one random row from the pool to row `to` of the batch.
  bool Leave(std::int64_t to) {
    while (filled_ < pool_.capacity() && Enter(filled_)) ++filled_;
    if (filled_ == 0) return false;
    const auto row = static_cast<std::int64_t>(random_.Below(static_cast<std::uint64_t>(filled_)));
    batch_.CopyRow(to, pool_, row);
    if (!Enter(row) && row != --filled_) pool_.CopyRow(row, pool_, filled_);
    return true;
  }

  /// Reads a new event into a row of the pool.
  bool Enter(std::int64_t row) {
    for (;;) {
      std::int64_t total = 0;
      for (const auto& c : classes_) total += c->remaining();
      if (total == 0) return false;
      auto pick = static_cast<std::int64_t>(random_.Below(static_cast<std::uint64_t>(total)));
      auto cls = classes_.begin();
      while (pick >= (*cls)->remaining()) pick -= (*cls++)->remaining();
      if ((*cls)->Next(random_, pool_, row)) return true;
    }
  }

  StreamOptions options_;
  Random random_;
  EventBuffer batch_, pool_;
  std::vector<std::unique_ptr<ClassPlaces>> classes_;
  std::int64_t filled_ = 0;
};

}  // namespace

std::unique_ptr<EventStream> MakeOrderedStream(const LoadedDataSet& data, const StreamOptions& options) {
  return std::make_unique<OrderedStream>(data, options);
}

std::unique_ptr<EventStream> MakeShuffledStream(const LoadedDataSet& data, const StreamOptions& options) {
  return std::make_unique<ShuffledStream>(data, options);
}

}  // namespace TMVA::inline standalone
