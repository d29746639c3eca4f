// TFile: a ROOT file that is read, written, or added to.
#pragma once

#include <memory>
#include <string>

#include <TMVA/File.h>
#include <TMVA/OutputFile.h>

#include <TDirectory.h>

inline namespace tmva_root {

/// Modes, in any case: "READ" or nothing; "RECREATE"; "NEW" or "CREATE", for files that do not
/// exist yet; "UPDATE". What is written appears under the file's name when it is closed, or when
/// the object, or the process, comes to its end; before, and after an error, the file is as it was.
class TFile : public TDirectory {
 public:
  /// A file that cannot be opened is a zombie, with an error message.
  explicit TFile(const char* path, Option_t* mode = "", const char* title = "",
                 Int_t compression = kDefaultCompression);
  ~TFile() override;
  const char* ClassName() const override { return "TFile"; }
  /// nullptr, with an error message, when the file cannot be opened.
  static TFile* Open(const char* path, Option_t* mode = "", const char* title = "",
                     Int_t compression = kDefaultCompression);
  /// As the constructor, but FileFormatError or Error say why the file cannot be opened.
  static std::unique_ptr<TFile> OpenOrThrow(const std::string& path, const std::string& mode = "",
                                            const std::string& title = "",
                                            Int_t compression = kDefaultCompression);
  /// A file that is read from elsewhere.
  static std::unique_ptr<TFile> Over(std::shared_ptr<const TMVA::File> file);
  /// Completes all files that are still open.
  static void CloseAll();
  /// Closes the file without what has been written since it was opened: it is as it was. What an
  /// error interrupted is not handed out as if it were whole.
  void Abandon();
  static void AbandonAll();

  Bool_t IsOpen() const;
  Bool_t IsWritable() const;
  Option_t* GetOption() const;  ///< "READ", "CREATE" or "UPDATE"
  Long64_t GetSize() const;     ///< as it is on disk
  Int_t GetCompressionSettings() const;
  void SetCompressionSettings(Int_t settings);
  void SetCompressionLevel(Int_t level);
  void SetCompressionAlgorithm(Int_t algorithm);
  /// What was written is stored when the file is closed. DataError when a branch has not been
  /// filled for all entries of its tree: the file then keeps its old content.
  Int_t Write(const char* name = nullptr, Int_t option = 0, Int_t buffer_size = 0) override;
  void Close(Option_t* option = "");
  void Flush() {}

  /// The path, for a Factory that writes the file itself. This object lets go of what it has
  /// written so far, and later adds to what the Factory has written.
  std::string HandOver();

  /// What is read from; null for a file that is new.
  const std::shared_ptr<const TMVA::File>& Input() const;

  static constexpr Int_t kDefaultCompression = 101;

 private:
  friend class TDirectory;
  TFile(const std::string& path, const std::string& title, Int_t compression);
  void OpenPath(const std::string& mode);
  TMVA::OutputFile& OutputOf();
  friend class TTree;
  /// Do its new trees go to a file that is this object's own?
  bool HasOutput() const;
  void Finish(TDirectory& directory, bool store);
  void Forget();

  struct State;
  std::unique_ptr<State> state_;
};

/// The file that was opened last.
extern TFile* gFile;

}  // namespace tmva_root
