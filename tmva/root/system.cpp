// TSystem: the operating system.
#include <TSystem.h>

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include <TMVA/Log.h>

inline namespace tmva_root {
namespace {

namespace fs = std::filesystem;

/// What is returned as const char* lives until the thread asks again, as in ROOT.
const char* Kept(std::string text) {
  static thread_local std::string kept;
  kept = std::move(text);
  return kept.c_str();
}

std::string Expanded(std::string_view path) {
  std::string expanded;
  std::size_t i = 0;
  if (path.starts_with('~') && (path.size() == 1 || path[1] == '/')) {
    const char* home = std::getenv("HOME");
    expanded = home ? home : "~";
    i = 1;
  }
  while (i < path.size()) {
    if (path[i] != '$') {
      expanded += path[i++];
      continue;
    }
    const bool in_braces = i + 1 < path.size() && (path[i + 1] == '{' || path[i + 1] == '(');
    std::size_t begin = i + 1 + in_braces, end = begin;
    while (end < path.size() &&
           (std::isalnum(static_cast<unsigned char>(path[end])) || path[end] == '_'))
      ++end;
    const char* value = std::getenv(std::string(path.substr(begin, end - begin)).c_str());
    if (in_braces && end < path.size()) ++end;
    expanded += value ? std::string_view(value) : path.substr(i, end - i);
    i = end;
  }
  return expanded;
}

/// 0 on success, -1 on failure.
Int_t Status(const std::error_code& error) { return error ? -1 : 0; }

}  // namespace

TSystem* gSystem = new TSystem;

Bool_t TSystem::AccessPathName(const char* path, EAccessMode mode) const {
  return access(Expanded(path).c_str(), mode) != 0;
}

Int_t TSystem::Exec(const char* command) const {
  std::fflush(nullptr);
  return std::system(command);
}

TString TSystem::GetFromPipe(const char* command) const {
  std::fflush(nullptr);
  std::string output;
  FILE* pipe = popen(command, "r");
  if (pipe == nullptr) return {};
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
  pclose(pipe);
  if (output.ends_with('\n')) output.pop_back();
  return output;
}

Int_t TSystem::mkdir(const char* path, Bool_t recursive) const {
  std::error_code error;
  const std::string expanded = Expanded(path);
  const bool is_made =
      recursive ? fs::create_directories(expanded, error) : fs::create_directory(expanded, error);
  return error || (!recursive && !is_made) ? -1 : 0;
}

Int_t TSystem::Unlink(const char* path) const {
  std::error_code error;
  return fs::remove(path, error) ? 0 : -1;
}

Int_t TSystem::Rename(const char* from, const char* to) const {
  std::error_code error;
  fs::rename(from, to, error);
  return Status(error);
}

Int_t TSystem::CopyFile(const char* from, const char* to, Bool_t overwrite) const {
  std::error_code error;
  fs::copy_file(from, to, overwrite ? fs::copy_options::overwrite_existing : fs::copy_options::none,
                error);
  return Status(error);
}

Bool_t TSystem::ChangeDirectory(const char* path) const {
  std::error_code error;
  fs::current_path(Expanded(path), error);
  return !error;
}

TString TSystem::GetWorkingDirectory() const { return fs::current_path().string(); }
const char* TSystem::WorkingDirectory() const { return Kept(fs::current_path().string()); }
const char* TSystem::TempDirectory() const { return Kept(fs::temp_directory_path().string()); }

const char* TSystem::BaseName(const char* path) const {
  const std::string_view text(path);
  return path + text.rfind('/') + 1;  // npos + 1 is 0
}

TString TSystem::GetDirName(const char* path) const {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

const char* TSystem::DirName(const char* path) const { return Kept(GetDirName(path)); }

const char* TSystem::ConcatFileName(const char* folder, const char* name) const {
  return Kept((fs::path(folder) / name).string());
}

Bool_t TSystem::ExpandPathName(TString& path) const {
  path = Expanded(path);
  return false;  // no failure
}

const char* TSystem::ExpandPathName(const char* path) const { return Kept(Expanded(path)); }

const char* TSystem::Getenv(const char* name) const { return std::getenv(name); }
void TSystem::Setenv(const char* name, const char* value) const { setenv(name, value, 1); }
void TSystem::Unsetenv(const char* name) const { unsetenv(name); }

const char* TSystem::HostName() const {
  char name[256] = "";
  gethostname(name, sizeof name - 1);
  return Kept(name);
}

Int_t TSystem::GetPid() const { return getpid(); }

void TSystem::Sleep(UInt_t milliseconds) const {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

void TSystem::Exit(Int_t code) const { std::exit(code); }

Int_t TSystem::Load(const char* library) const {
  TMVA::Log("TSystem").Info(std::string("'") + library +
                            "' is not loaded: all that tmva offers is there already");
  return 0;
}

}  // namespace tmva_root
