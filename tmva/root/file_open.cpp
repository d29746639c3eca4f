// TFile: modes, and the ways to open one.
#include <sys/stat.h>
#include <unistd.h>

#include <TMVA/Error.h>
#include <TMVA/Log.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "tmva/root/file_state.h"
#include "tmva/root/open_files.h"

inline namespace tmva_root {
namespace {

TMVA::Compression CodecOf(Int_t setting) {
  using TMVA::Codec;
  const int level = setting % 100;
  if (setting <= 0 || level == 0) return {Codec::kNone, 0};
  switch (setting / 100) {
    case 2:
      return {Codec::kLzma, level};
    case 4:
      return {Codec::kLz4, level};
    case 5:
      return {Codec::kZstd, level};
    default:
      return {Codec::kZlib, level};
  }
}

}  // namespace

TFile* gFile = nullptr;

FileStamp FileStamp::Of(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {true,           status.st_dev,         status.st_ino,
          status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

TFile::State::~State() {
  if (process != ::getpid()) output.release();  // its files are the parent's
}

TFile::TFile(const std::string& path, const std::string& title, Int_t compression)
    : TDirectory(path.c_str(), title.c_str()), state_(std::make_unique<State>()) {
  SetFile(this);
  state_->path = path;
  state_->compression = compression;
  state_->process = ::getpid();
}

TFile::TFile(const char* path, Option_t* mode, const char* title, Int_t compression)
    : TFile(std::string(path), std::string(title), compression) {
  try {
    OpenPath(mode);
  } catch (const TMVA::Error& error) {
    TMVA::Log("TFile").Error(error.what());
    MakeZombie();
  }
}

std::unique_ptr<TFile> TFile::OpenOrThrow(const std::string& path, const std::string& mode,
                                          const std::string& title, Int_t compression) {
  std::unique_ptr<TFile> file(new TFile(path, title, compression));
  file->OpenPath(mode);
  return file;
}

TFile* TFile::Open(const char* path, Option_t* mode, const char* title, Int_t compression) {
  try {
    return OpenOrThrow(path, mode, title, compression).release();
  } catch (const TMVA::Error& error) {
    TMVA::Log("TFile").Error(error.what());
    return nullptr;
  }
}

std::unique_ptr<TFile> TFile::Over(std::shared_ptr<const TMVA::File> input) {
  std::unique_ptr<TFile> file(new TFile(input->Path(), "", kDefaultCompression));
  file->state_->input = std::move(input);
  file->state_->is_open = true;
  OpenFiles::Instance().Add(file.get());
  gFile = file.get();
  gDirectory = file.get();
  return file;
}

void TFile::OpenPath(const std::string& mode) {
  auto& state = *state_;
  std::string upper(mode);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char c) { return std::toupper(c); });
  const bool exists = std::filesystem::exists(state.path);
  if (upper == "NEW" || upper == "CREATE") {
    if (exists)
      throw TMVA::Error(state.path +
                        ": there is a file of that name already; \"RECREATE\" replaces it");
    upper = "RECREATE";
  }
  if (upper == "UPDATE" && !exists) upper = "RECREATE";
  if (upper.empty() || upper == "READ") {
    state.input = TMVA::File::Open(state.path);
  } else if (upper == "RECREATE") {
    state.mode = State::Mode::kCreate;
    state.output = TMVA::OutputFile::Create(state.path, CodecOf(state.compression));
  } else if (upper == "UPDATE") {
    state.mode = State::Mode::kUpdate;
    state.output = TMVA::OutputFile::Update(state.path, CodecOf(state.compression));
    state.input = TMVA::File::Open(state.path);
  } else {
    const std::vector<std::string> modes = {"READ", "RECREATE", "NEW", "CREATE", "UPDATE"};
    throw TMVA::OptionError(state.path + ": mode '" + mode +
                            "' is not one of READ, RECREATE, NEW, CREATE, UPDATE" +
                            TMVA::DidYouMean(upper, modes));
  }
  state.is_open = true;
  OpenFiles::Instance().Add(this);
  gFile = this;
  gDirectory = this;
}

TMVA::OutputFile& TFile::OutputOf() {
  auto& state = *state_;
  if (!state.is_open)
    throw TMVA::DataError(state.path + ": is closed and cannot be written any more");
  if (state.mode == State::Mode::kRead)
    throw TMVA::DataError(state.path +
                          ": is opened for reading; \"UPDATE\" and \"RECREATE\" write");
  if (state.output) return *state.output;
  if (FileStamp::Of(state.path) == state.before)
    throw TMVA::DataError(state.path +
                          ": a Factory writes this file when it evaluates; write your own objects "
                          "after EvaluateAllMethods()");
  state.output = TMVA::OutputFile::Update(state.path, CodecOf(state.compression));
  return *state.output;
}

void TFile::SetCompressionSettings(Int_t settings) {
  if (settings == state_->compression) return;
  if (state_->mode != State::Mode::kCreate || !state_->output || GetList()->GetSize() > 0)
    throw TMVA::DataError(state_->path + ": set the compression before anything is written");
  state_->compression = settings;
  state_->output.reset();  // nothing is in it yet
  state_->output = TMVA::OutputFile::Create(state_->path, CodecOf(settings));
}

void TFile::SetCompressionLevel(Int_t level) {
  SetCompressionSettings(state_->compression / 100 * 100 + level);
}

void TFile::SetCompressionAlgorithm(Int_t algorithm) {
  SetCompressionSettings(algorithm * 100 + state_->compression % 100);
}

}  // namespace tmva_root
