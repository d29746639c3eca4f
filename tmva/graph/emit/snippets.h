// The files of snippets/, which the build makes part of the library.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace TMVA::inline standalone::onnx {

struct Snippet {
  std::string_view name, text;  ///< "tensor.h" and what is in it
};
const std::vector<Snippet>& AllSnippets();

/// The code of snippets and of those they include, each once, without directives and namespace;
/// `includes` gets the standard headers.
class SnippetCollector {
 public:
  void Add(std::string_view name);
  std::string Includes() const;
  const std::string& Code() const { return code_; }

 private:
  std::vector<std::string> done_, includes_;
  std::string code_;
};

}  // namespace TMVA::inline standalone::onnx
