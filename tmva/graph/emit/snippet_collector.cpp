// Snippets put together.
#include <algorithm>

#include <TMVA/Error.h>

#include "tmva/graph/emit/snippets.h"

namespace TMVA::inline standalone::onnx {

void SnippetCollector::Add(std::string_view name) {
  if (std::find(done_.begin(), done_.end(), name) != done_.end()) return;
  done_.emplace_back(name);
  const auto& all = AllSnippets();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Snippet& s) { return s.name == name; });
  if (found == all.end())
    throw ModelError("EmitCpp: there is no snippet '" + std::string(name) + "'");
  constexpr std::string_view kLocal = "#include \"tmva/graph/emit/snippets/",
                             kSystem = "#include <";
  std::string own;
  for (std::string_view rest = found->text; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size() - 1);
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (line.starts_with(kLocal)) {
      Add(line.substr(kLocal.size(), line.find('"', kLocal.size()) - kLocal.size()));
    } else if (line.starts_with(kSystem)) {
      includes_.emplace_back(line);
    } else if (!line.starts_with("#pragma once") && line != "namespace emitted {" &&
               line != "}  // namespace emitted") {
      own.append(line).append("\n");
    }
  }
  code_ += own;
}

std::string SnippetCollector::Includes() const {
  std::vector<std::string> lines = includes_;
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

}  // namespace TMVA::inline standalone::onnx
