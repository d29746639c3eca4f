// Reads all that can be read of a ROOT file, as its worst user would.
#include "tests/fuzz/reading.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <set>

#include <TMVA/Error.h>
#include <TMVA/File.h>

#include "dataloader/rootio/compression.h"
#include "tests/fuzz/allocation_guard.h"
#include "tests/fuzz/memory_source.h"

namespace TMVA::fuzz {
namespace {

class Digest {
 public:
  void Add(const void* bytes, std::size_t size) { value_ = XXH64(bytes, size, value_ + size); }
  void Add(std::string_view text) { Add(text.data(), text.size()); }
  void Add(std::int64_t number) { Add(&number, sizeof number); }
  std::uint64_t Value() const { return value_; }

 private:
  std::uint64_t value_ = 0;
};

/// Contents of an object and of those that it points to.
class ObjectDigest {
 public:
  std::uint64_t Of(const StoredObject& object) {
    Add(&object);
    return digest_.Value();
  }

 private:
  void Add(const StoredObject* start) {
    std::vector<const StoredObject*> waiting{start};
    while (!waiting.empty()) {
      const auto* object = waiting.back();
      waiting.pop_back();
      if (object == nullptr || !seen_.insert(object).second) continue;
      digest_.Add(object->class_name);
      digest_.Add(object->version);
      digest_.Add(object->bytes.data(), object->bytes.size());
      for (const auto& [name, value] : object->members) {
        digest_.Add(name);
        std::visit([&](const auto& held) { AddValue(held, waiting); }, value);
      }
      waiting.insert(waiting.end(), object->items.begin(), object->items.end());
    }
  }

  using Waiting = std::vector<const StoredObject*>;
  void AddValue(std::monostate, Waiting&) {}
  void AddValue(std::int64_t number, Waiting&) { digest_.Add(number); }
  void AddValue(double number, Waiting&) { digest_.Add(&number, sizeof number); }
  void AddValue(const std::string& text, Waiting&) { digest_.Add(text); }
  void AddValue(const StoredObject* object, Waiting& waiting) { waiting.push_back(object); }
  void AddValue(const std::vector<std::string>& texts, Waiting&) {
    for (const auto& text : texts) digest_.Add(text);
  }
  template <class T>
  void AddValue(const std::vector<T>& numbers, Waiting&) {
    digest_.Add(numbers.data(), numbers.size() * sizeof(T));
  }

  Digest digest_;
  std::set<const StoredObject*> seen_;
};

class Walk {
 public:
  Walk(std::span<const std::byte> bytes, const std::string& path, const Wanted& wanted)
      : path_(path), wanted_(wanted), source_(std::make_shared<MemorySource>(bytes, path)) {}

  Reading Run() {
    Attempt("", [&] {
      const auto file = File::Open(source_);
      // Users are told so, and that objects may be missing.
      if (file->IsRecovered()) reading_.errors["keys"] = "found by scanning the file";
      for (const auto& key : file->Keys()) ReadKey(*file, key);
      Attempt(kNoName, [&] { file->GetTable(kNoName); });
      reading_.errors.erase(kNoName);
    });
    return std::move(reading_);
  }

 private:
  /// Errors are noted under `name`; they must be ours and name the file.
  void Attempt(const std::string& name, const std::function<void()>& action) {
    try {
      action();
    } catch (const Error& error) {
      reading_.errors[name] = error.what();
      if (std::string_view(error.what()).find(path_) == std::string_view::npos) {
        reading_.faults.push_back("error that does not name the file: " +
                                  std::string(error.what()));
      }
    } catch (const std::exception& error) {
      reading_.errors[name] = error.what();
      reading_.faults.push_back("foreign exception for '" + name + "': " + error.what());
    }
  }

  void ReadKey(const File& file, const KeyInfo& key) {
    const auto name = key.name + ";" + std::to_string(key.cycle);
    const bool is_table = IsTree(key.class_name) || IsRNTuple(key.class_name);
    if (is_table && (IsTree(key.class_name) ? wanted_.trees : wanted_.ntuples)) {
      Attempt(name, [&] { ReadTable(*file.GetTable(name), name); });
    }
    // What is said of a directory elsewhere is read for the list of keys.
    if (is_table || !wanted_.objects || key.class_name.starts_with("TDirectory")) return;
    Attempt(name + " (bytes)", [&] {
      const auto bytes = file.ReadObject(name);
      Digest digest;
      digest.Add(bytes.data(), bytes.size());
      reading_.digests[name + " (bytes)"] = digest.Value();
    });
    Attempt(name, [&] {
      const auto digest = ObjectDigest().Of(*file.GetObject(name));
      // A file that is cut off may have lost what it says of its classes: members are missing then.
      if (!file.IsRecovered()) reading_.digests[name] = digest;
    });
    ReadTyped(file, name);
  }

  /// As what it may be. Most objects are of one kind only, so errors are no news.
  void ReadTyped(const File& file, const std::string& name) {
    const auto digest = [&](const char* kind, auto&& read) {
      const auto errors = reading_.errors;
      Attempt(name, [&] {
        Digest of_values;
        read(of_values);
        reading_.digests[name + kind] = of_values.Value();
      });
      reading_.errors = errors;
    };
    const auto add = [](Digest& to, const std::vector<double>& values) {
      to.Add(values.data(), values.size() * sizeof(double));
    };
    digest(" (1D)", [&](Digest& to) {
      const auto histogram = file.GetHistogram1(name);
      for (const auto* part : {&histogram.contents, &histogram.sumw2, &histogram.edges})
        add(to, *part);
    });
    digest(" (2D)", [&](Digest& to) {
      const auto histogram = file.GetHistogram2(name);
      for (const auto* part : {&histogram.contents, &histogram.sumw2}) add(to, *part);
    });
    digest(" (graph)", [&](Digest& to) {
      const auto graph = file.GetGraph(name);
      for (const auto* part : {&graph.x, &graph.y}) add(to, *part);
    });
    digest(" (matrix)", [&](Digest& to) { add(to, file.GetMatrix(name).values); });
    digest(" (text)", [&](Digest& to) { to.Add(file.GetString(name)); });
    digest(" (number)", [&](Digest& to) { add(to, {file.GetNumber(name)}); });
  }

  /// A recovered file may have lost what it says of classes: columns of these are then unsupported,
  /// an error each, and the others are what they were.
  void ReadTable(const Table& table, const std::string& name) {
    Digest entries;
    entries.Add(table.NumEntries());
    reading_.digests[name] = entries.Value();
    (void)table.Clusters();
    for (std::size_t c = 0; c < table.Columns().size(); ++c) {
      const auto& info = table.Columns()[c];
      const auto column = name + "/" + info.name;
      if (!info.unsupported.empty()) {
        reading_.errors[column] = info.unsupported;
        continue;
      }
      (void)table.BytesOf(c);
      Attempt(column, [&] { ReadColumn(table, c, column); });
    }
  }

  void ReadColumn(const Table& table, std::size_t column, const std::string& name) {
    const auto entries = table.NumEntries();
    ColumnBlock whole;
    table.OpenCursor({column})->Read({0, entries}, {&whole, 1});
    const auto& info = table.Columns()[column];
    Digest digest;
    digest.Add(TypeName(info.type));
    digest.Add(info.length);
    digest.Add(static_cast<std::int64_t>(DigestOf(whole, whole, {0, entries})));
    reading_.digests[name] = digest.Value();
    // Pieces are what the whole is, whatever the order.
    const auto cursor = table.OpenCursor({column});
    for (const EntryRange piece : {EntryRange{entries / 2, entries - entries / 4},
                                   EntryRange{0, entries / 3}, EntryRange{entries, entries}}) {
      ColumnBlock block;
      cursor->Read(piece, {&block, 1});
      if (DigestOf(block, block, {0, piece.size()}) == DigestOf(whole, block, piece)) continue;
      reading_.faults.push_back("'" + name + "' reads differently in pieces");
    }
  }

  /// Digest of some entries of a block.
  static std::uint64_t DigestOf(const ColumnBlock& block, const ColumnBlock& like,
                                EntryRange entries) {
    Digest digest;
    auto [begin, end] = entries;
    if (block.list_levels() != like.list_levels()) digest.Add("of another shape");
    for (int level = 0; level < block.list_levels(); ++level) {
      const auto offsets = block.offsets(level);
      const auto first = offsets[static_cast<std::size_t>(begin)];
      for (auto i = begin; i < end; ++i)
        digest.Add(offsets[static_cast<std::size_t>(i + 1)] - first);
      begin = first;
      end = offsets[static_cast<std::size_t>(end)];
    }
    if (block.list_levels() == 0) {
      begin *= block.length();
      end *= block.length();
    }
    const auto size = SizeOf(block.type());
    digest.Add(block.data() + static_cast<std::size_t>(begin) * size,
               static_cast<std::size_t>(end - begin) * size);
    return digest.Value();
  }

  static constexpr const char* kNoName = "of no such name";
  const std::string& path_;
  const Wanted wanted_;
  std::shared_ptr<const ByteSource> source_;
  Reading reading_;
};

}  // namespace

Reading ReadEverything(std::span<const std::byte> bytes, const std::string& path,
                       const Wanted& wanted) {
  return Walk(bytes, path, wanted).Run();
}

Reading ReadWithinMemory(std::span<const std::byte> bytes, const std::string& path,
                         const Wanted& wanted) {
  ResetLargestAllocation();
  auto reading = ReadEverything(bytes, path, wanted);
  const auto largest = LargestAllocation();
  if (largest <= 4 * bytes.size() + kAllowance) return reading;
  const auto limit = 4 * (bytes.size() + CompressedContent(bytes)) + kAllowance;
  if (largest <= limit) return reading;
  reading.faults.push_back("allocation of " + std::to_string(largest) + " bytes where " +
                           std::to_string(limit) + " would do");
  TraceAllocationsAbove(limit);
  ReadEverything(bytes, path, wanted);
  return reading;
}

std::size_t CompressedContent(std::span<const std::byte> bytes) {
  constexpr std::size_t kHeader = 9;
  const rootio::Origin origin{"file", 0, "block"};
  rootio::Decompressor decompressor;
  std::vector<std::byte> out;
  std::size_t sum = 0;
  for (std::size_t at = 0; at + kHeader < bytes.size(); ++at) {
    const auto number = [&](std::size_t i) {
      return std::to_integer<std::size_t>(bytes[at + i]) |
             std::to_integer<std::size_t>(bytes[at + i + 1]) << 8 |
             std::to_integer<std::size_t>(bytes[at + i + 2]) << 16;
    };
    const std::string_view tag(reinterpret_cast<const char*>(bytes.data() + at), 2);
    if (tag != "ZL" && tag != "CS" && tag != "XZ" && tag != "L4" && tag != "ZS") continue;
    const auto size = number(3);
    if (size == 0 || size > bytes.size() - at - kHeader) continue;
    try {
      out.resize(number(6));
      decompressor.Decompress(bytes.subspan(at, kHeader + size), out, origin);
      sum += out.size();
    } catch (const Error&) {
      continue;  // no block, or a damaged one
    }
  }
  return sum;
}

}  // namespace TMVA::fuzz
