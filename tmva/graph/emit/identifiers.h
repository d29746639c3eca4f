// Names of a model as names of C++: whatever a file holds, what is written is an identifier, a
// literal or a comment.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace TMVA::inline standalone::onnx {

/// The name with other characters than letters, digits and _ replaced; no keyword, and none of
/// `taken`, to which it is added.
std::string UniqueIdentifier(std::string_view name, std::set<std::string>& taken);
/// "a::b" with each part made an identifier.
std::string NamespaceOf(std::string_view name);
/// All identifiers of a text.
std::set<std::string> IdentifiersOf(std::string_view code);
/// A text in quotes, escaped.
std::string Quoted(std::string_view text);
/// Fit for a comment to the end of the line.
std::string Comment(std::string_view text);

}  // namespace TMVA::inline standalone::onnx
