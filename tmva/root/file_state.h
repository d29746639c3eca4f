// What a TFile is connected with.
#pragma once

#include <sys/types.h>

#include <ctime>
#include <memory>
#include <string>

#include <TFile.h>

inline namespace tmva_root {

/// Which file a path means, and its state; equal as long as nobody has written it.
struct FileStamp {
  static FileStamp Of(const std::string& path);
  bool operator==(const FileStamp&) const = default;
  bool exists = false;
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  std::time_t seconds = 0;
  long nanoseconds = 0;
};

struct TFile::State {
  enum class Mode { kRead, kCreate, kUpdate };

  ~State();
  std::string path;
  Mode mode = Mode::kRead;
  Int_t compression = kDefaultCompression;
  bool is_open = false;
  bool handed_over = false;
  FileStamp before;   ///< when it was handed over
  pid_t process = 0;  ///< that opened it: a forked child must not complete its parent's file
  std::shared_ptr<const TMVA::File> input;
  std::unique_ptr<TMVA::OutputFile> output;
};

}  // namespace tmva_root
