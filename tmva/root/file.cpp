// TFile: writing, closing, and handing over to a Factory.
#include <TFile.h>

#include <unistd.h>

#include <TMVA/Error.h>
#include <TMVA/Log.h>

#include <TTree.h>
#include "tmva/root/file_state.h"
#include "tmva/root/open_files.h"

inline namespace tmva_root {

TFile::~TFile() {
  try {
    Close();
  } catch (const std::exception& error) {
    TMVA::Log("TFile").Error(error.what());
  }
}

Bool_t TFile::IsOpen() const { return state_->is_open; }
Bool_t TFile::IsWritable() const { return IsOpen() && state_->mode != State::Mode::kRead; }
Int_t TFile::GetCompressionSettings() const { return state_->compression; }
const std::shared_ptr<const TMVA::File>& TFile::Input() const { return state_->input; }

bool TFile::HasOutput() const { return state_->output && !state_->handed_over; }

Option_t* TFile::GetOption() const {
  if (state_->mode == State::Mode::kRead) return "READ";
  return state_->mode == State::Mode::kCreate ? "CREATE" : "UPDATE";
}

Long64_t TFile::GetSize() const {
  return state_->input ? state_->input->Size()
                       : static_cast<Long64_t>(FileStamp::Of(state_->path).size);
}

Int_t TFile::Write(const char* name, Int_t option, Int_t buffer_size) {
  if (IsOpen() && !IsWritable()) {
    TMVA::Log("TFile").Warning(state_->path + ": is opened for reading; nothing is written");
    return 0;
  }
  if (!IsOpen()) OutputOf();  // which says so
  return TDirectory::Write(name, option, buffer_size);
}

/// Trees hand over what is left in memory, or forget it.
void TFile::Finish(TDirectory& directory, bool store) {
  for (auto* object : *directory.GetList())
    if (auto* tree = dynamic_cast<TTree*>(object)) tree->Finish(store);
  for (auto& child : directory.children_) Finish(*child, store);
}

void TFile::Forget() {
  Finish(*this, false);
  Clear();
  state_->is_open = false;
  state_->input.reset();
  OpenFiles::Instance().Remove(this);
  if (gDirectory->GetFile() == this) gDirectory = &Memory();
  if (gFile == this) gFile = OpenFiles::Instance().Last();
}

void TFile::Close(Option_t*) {
  auto& state = *state_;
  if (!state.is_open) return;
  const bool is_mine = state.process == ::getpid();
  try {
    if (is_mine && IsWritable()) Finish(*this, true);
    if (is_mine && state.output) state.output->Close();
    if (is_mine && state.handed_over && !state.output && FileStamp::Of(state.path) == state.before)
      TMVA::OutputFile::Create(state.path)->Close();  // nobody wrote it: a file without objects
  } catch (...) {
    state.output.reset();  // the file stays as it was
    Forget();
    throw;
  }
  if (is_mine) state.output.reset();
  Forget();
}

void TFile::Abandon() {
  auto& state = *state_;
  if (!state.is_open) return;
  if (state.output && state.process == ::getpid())
    TMVA::Log("TFile").Warning(state.path + ": is not completed, as an error came first");
  state.output.reset();
  Forget();
}

std::string TFile::HandOver() {
  auto& state = *state_;
  if (!IsWritable())
    throw TMVA::DataError(
        state.path + ": is not open for writing; a Factory needs one opened with \"RECREATE\"");
  if (state.mode == State::Mode::kUpdate && !state.handed_over)
    throw TMVA::DataError(state.path +
                          ": a Factory replaces the file, which is opened for \"UPDATE\"; "
                          "open it with \"RECREATE\", or give it another name");
  if (!state.handed_over && (!written_.empty() || !children_.empty()))
    throw TMVA::DataError(state.path +
                          ": objects were written to it already, which the Factory would "
                          "replace; give the Factory a file of its own");
  for (auto* object : *GetList())
    if (auto* tree = dynamic_cast<TTree*>(object); tree && tree->IsBegun())
      throw TMVA::DataError(tree->Where() +
                            ": is being written to the file that a Factory replaces; "
                            "give the Factory a file of its own");
  state.output.reset();
  state.handed_over = true;
  state.before = FileStamp::Of(state.path);
  return state.path;
}

}  // namespace tmva_root
