// Log and progress: the one door for everything that is printed while a job runs.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace TMVA::inline standalone {

enum class Verbosity : std::uint8_t { kDebug, kVerbose, kInfo, kWarning, kError, kFatal };

/// Global choices (TMVA's gConfig). Thread-safe.
class Config {
 public:
  static Config& Instance();
  void SetUseColor(bool on);
  bool UseColor() const;
  void SetSilent(bool on);
  bool IsSilent() const;
  void SetDrawProgressBar(bool on);
  bool DrawProgressBar() const;
  /// Threads for training and application; 0: all cores.
  void SetNumThreads(int n);
  int NumThreads() const;
  /// Where weight files go: PREFIX/DATASET/DIR. To be set before methods are booked, by one thread.
  struct IONames {
    std::string fWeightFileDir = "weights";
    std::string fWeightFileDirPrefix;
  };
  IONames& GetIONames();
  /// Where log lines go (default: standard output). Python installs its own.
  void SetSink(std::function<void(std::string_view)> sink);

 private:
  Config();
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// Lines in TMVA's layout, "Source                  : text", with <WARNING> and the like.
class Log {
 public:
  explicit Log(std::string source, Verbosity threshold = Verbosity::kInfo);
  void SetThreshold(Verbosity threshold) { threshold_ = threshold; }
  void Debug(std::string_view text) const { Print(Verbosity::kDebug, text); }
  void Verbose(std::string_view text) const { Print(Verbosity::kVerbose, text); }
  void Info(std::string_view text) const { Print(Verbosity::kInfo, text); }
  void Warning(std::string_view text) const { Print(Verbosity::kWarning, text); }
  void Error(std::string_view text) const { Print(Verbosity::kError, text); }
  /// A block of text as it is (tables), one log line a line.
  void Block(std::string_view text) const;

 private:
  void Print(Verbosity level, std::string_view text) const;
  std::string source_;
  Verbosity threshold_;
};

/// Progress of one long task: a bar with rate and remaining time on a terminal, a line a minute in
/// a log file, nothing when silent. The task ends when the object is destroyed.
class Progress {
 public:
  /// `unit` is what is counted: "trees", "epochs", "events".
  Progress(std::string task, std::int64_t total, std::string unit);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// `note` is shown behind the bar ("loss 0.31").
  void Update(std::int64_t done, std::string_view note = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace TMVA::inline standalone
