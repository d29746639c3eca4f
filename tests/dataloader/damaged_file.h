// What tests of damaged ROOT files share: the bytes of a file, and a place for other ones.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include <TMVA/Error.h>
#include <TMVA/File.h>

namespace TMVA::test {

inline const std::string kFolder = TMVA_TEST_DATA "/rootio/";

inline std::string Slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::vector<std::byte> Bytes(std::string_view text) {
  std::vector<std::byte> bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

/// A file that lives as long as the test.
class Scratch {
 public:
  Scratch()
      : path_((Folder() / ("rootio_damage_" + std::to_string(::getpid()) + ".root")).string()) {}
  ~Scratch() { std::filesystem::remove(path_); }
  const std::string& Write(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
    return path_;
  }
  const std::string& Path() const { return path_; }

 private:
  /// In memory where there is such a place: thousands of files are written.
  static std::filesystem::path Folder() {
    const std::filesystem::path memory = "/dev/shm";
    return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
  }
  std::string path_;
};

/// Where `what` ends in `bytes`, from `begin` on.
inline std::size_t FindEnd(const std::string& bytes, std::string_view what, std::size_t begin = 0) {
  const auto at = bytes.find(what, begin);
  EXPECT_NE(at, std::string::npos) << what;
  return at + what.size();
}

/// Of opening the file.
inline std::string MessageOf(const std::string& path) {
  try {
    File::Open(path);
  } catch (const FileFormatError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace TMVA::test
