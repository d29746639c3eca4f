// The one exception tree of tmva, named by cause.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace TMVA::inline standalone {

/// Base of every exception that tmva throws.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A configuration string, option name or option value that cannot be used.
class OptionError : public Error {
 public:
  using Error::Error;
};

/// A file whose bytes are not what its format says. The message reads
/// "<path>: <what> (offset <offset>, <object>)"; offset and object are left out where unknown.
class FileFormatError : public Error {
 public:
  FileFormatError(const std::string& path, const std::string& what, std::int64_t offset = -1,
                  const std::string& object = {});
  const std::string& path() const { return path_; }
  std::int64_t offset() const { return offset_; }
  const std::string& object() const { return object_; }

 private:
  std::string path_;
  std::int64_t offset_;
  std::string object_;
};

/// Input data that cannot be used: missing tree or branch, empty class, NaN, odd weights.
class DataError : public Error {
 public:
  using Error::Error;
};

/// A model or weight file that cannot be built, read or applied.
class ModelError : public Error {
 public:
  using Error::Error;
};

/// An exception raised by Python code; the message carries the traceback.
class PythonError : public Error {
 public:
  using Error::Error;
};

/// The candidate nearest to `wanted` by edit distance (case-insensitive), or "" when none is near
/// enough to be a plausible misspelling.
std::string NearestName(std::string_view wanted, std::span<const std::string> candidates);

/// "; did you mean 'X'?" for the nearest candidate, or "" when none is near.
std::string DidYouMean(std::string_view wanted, std::span<const std::string> candidates);

}  // namespace TMVA::inline standalone
