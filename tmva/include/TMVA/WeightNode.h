// WeightNode: one element of a weight file (TMVA's XML schema), and reading and writing such files.
#pragma once

#include <charconv>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {

/// An XML element: name, attributes in order, text, children in order. Numbers are written in the
/// shortest form that reads back to the same bits, and read whole: "12abc" is an error. Errors are
/// ModelError and name the file and the path of the element.
class WeightNode {
 public:
  explicit WeightNode(std::string name);
  const std::string& Name() const { return name_; }

  // --- building
  WeightNode& AddChild(std::string name);  ///< the reference stays valid while siblings are added
  WeightNode& Set(std::string_view attribute, std::string_view value);
  WeightNode& Set(std::string_view attribute, const char* value) {
    return Set(attribute, std::string_view(value));
  }
  WeightNode& Set(std::string_view attribute, const std::string& value) {
    return Set(attribute, std::string_view(value));
  }
  WeightNode& Set(std::string_view attribute, double value);
  WeightNode& Set(std::string_view attribute, float value);
  WeightNode& Set(std::string_view attribute, std::int64_t value);
  WeightNode& Set(std::string_view attribute, int value) {
    return Set(attribute, std::int64_t{value});
  }
  WeightNode& Set(std::string_view attribute, std::size_t value) {
    return Set(attribute, static_cast<std::int64_t>(value));
  }
  WeightNode& SetText(std::string text);
  WeightNode& SetNumbers(std::span<const double> values);  ///< blank-separated text
  WeightNode& SetNumbers(std::span<const float> values);

  // --- reading
  bool Has(std::string_view attribute) const;
  const std::string& Text() const { return text_; }
  const std::string& GetString(std::string_view attribute) const;
  double GetDouble(std::string_view attribute) const;
  std::int64_t GetInt(std::string_view attribute) const;
  /// As above; `low` <= value <= `high` or ModelError. Use for every index and count.
  std::int64_t GetInt(std::string_view attribute, std::int64_t low, std::int64_t high) const;
  /// Numbers of the text; ModelError unless there are `count` (any number when count < 0).
  std::vector<double> Numbers(std::int64_t count = -1) const;
  const std::vector<std::unique_ptr<WeightNode>>& Children() const { return children_; }
  std::vector<const WeightNode*> Children(std::string_view name) const;
  const WeightNode* Find(std::string_view name) const;   ///< first child of that name, or null
  const WeightNode& Child(std::string_view name) const;  ///< ModelError if there is none
  const std::vector<std::pair<std::string, std::string>>& Attributes() const { return attributes_; }
  /// "MethodSetup/Weights/BinaryTree": for messages.
  std::string Path() const;
  /// Throws ModelError "<file>: <path>: <what>".
  [[noreturn]] void Fail(const std::string& what) const;

 private:
  friend class WeightParser;
  std::string name_;
  std::vector<std::pair<std::string, std::string>> attributes_;
  std::string text_;
  std::vector<std::unique_ptr<WeightNode>> children_;
  const WeightNode* parent_ = nullptr;
  std::shared_ptr<const std::string> source_;  ///< file name, shared by the whole document
};

/// Reads a .xml or .xml.gz file. ModelError for unreadable files, malformed XML, any DOCTYPE,
/// nesting beyond 1000 levels, or a root other than MethodSetup.
std::unique_ptr<WeightNode> ReadWeightFile(const std::string& path);
/// The same from memory; `name` stands for the file in messages.
std::unique_ptr<WeightNode> ParseWeights(std::string_view xml, const std::string& name);
/// The XML text.
std::string ToXml(const WeightNode& root);
/// Writes beside the target, then renames: an existing file is replaced whole or not at all.
void WriteWeightFile(const WeightNode& root, const std::string& path);

}  // namespace TMVA::inline standalone
