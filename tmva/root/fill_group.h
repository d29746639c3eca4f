// Branches that are handed to a file together.
#pragma once

#include <vector>

#include <TMVA/OutputFile.h>

inline namespace tmva_root {

class TBranch;

/// Entries wait in memory until there are many, and all branches have them.
class FillGroup {
 public:
  void Add(TBranch* branch) { branches_.push_back(branch); }
  const std::vector<TBranch*>& branches() const { return branches_; }
  std::vector<TMVA::BranchSpec> Specs() const;
  /// Have all branches as many entries?
  bool IsEven() const;
  bool HasWriter() const { return writer_ != nullptr; }
  void SetWriter(TMVA::TableWriter* writer) { writer_ = writer; }
  /// Appends what waits, which all branches must have.
  void Flush() { AppendTo(*writer_); }
  /// As above, to any table; what waits is forgotten.
  void AppendTo(TMVA::TableWriter& writer);
  /// What waits, as views.
  std::vector<TMVA::ColumnView> Views() const;
  std::int64_t Waiting() const;
  /// Forgets what waits, and the writer.
  void Close();

  void CountBytes(std::size_t bytes) { bytes_ += bytes; }
  std::size_t bytes() const { return bytes_; }

 private:
  std::vector<TBranch*> branches_;
  TMVA::TableWriter* writer_ = nullptr;
  std::int64_t flushed_ = 0;
  std::size_t bytes_ = 0;  ///< that wait
};

}  // namespace tmva_root
