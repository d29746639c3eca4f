// WeightNode: building elements and reading them with every number checked.
#include <TMVA/WeightNode.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <type_traits>

namespace TMVA::inline standalone {
namespace {

template <class Number>
void AppendNumber(std::string& text, Number value) {
  if constexpr (std::is_floating_point_v<Number>) {
    if (std::isnan(value)) {  // to_chars tells "-nan" from "nan": the sign of a NaN means nothing
      text += "nan";
      return;
    }
  }
  char buffer[64];
  text.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

template <class Number>
std::string JoinNumbers(std::span<const Number> values) {
  std::string text;
  text.reserve(values.size() * 12);
  for (const Number value : values) {
    if (!text.empty()) text += ' ';
    AppendNumber(text, value);
  }
  return text;
}

bool IsBlank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

/// A number that fills the whole of `text`.
template <class Number>
std::optional<Number> ReadNumber(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string Quoted(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  std::string quoted = "'" + std::string(text.substr(0, kLongest));
  return quoted + (text.size() > kLongest ? "...'" : "'");
}

}  // namespace

WeightNode::WeightNode(std::string name) : name_(std::move(name)) {}

WeightNode& WeightNode::AddChild(std::string name) {
  auto& child = children_.emplace_back(std::make_unique<WeightNode>(std::move(name)));
  child->parent_ = this;
  child->source_ = source_;
  return *child;
}

WeightNode& WeightNode::Set(std::string_view attribute, std::string_view value) {
  for (auto& [name, old] : attributes_)
    if (name == attribute) {
      old = value;
      return *this;
    }
  attributes_.emplace_back(attribute, value);
  return *this;
}

WeightNode& WeightNode::Set(std::string_view attribute, double value) {
  std::string text;
  AppendNumber(text, value);
  return Set(attribute, text);
}

WeightNode& WeightNode::Set(std::string_view attribute, float value) {
  std::string text;
  AppendNumber(text, value);
  return Set(attribute, text);
}

WeightNode& WeightNode::Set(std::string_view attribute, std::int64_t value) {
  return Set(attribute, std::to_string(value));
}

WeightNode& WeightNode::SetText(std::string text) {
  text_ = std::move(text);
  return *this;
}

WeightNode& WeightNode::SetNumbers(std::span<const double> values) {
  return SetText(JoinNumbers(values));
}

WeightNode& WeightNode::SetNumbers(std::span<const float> values) {
  return SetText(JoinNumbers(values));
}

bool WeightNode::Has(std::string_view attribute) const {
  return std::any_of(attributes_.begin(), attributes_.end(),
                     [&](const auto& entry) { return entry.first == attribute; });
}

const std::string& WeightNode::GetString(std::string_view attribute) const {
  for (const auto& [name, value] : attributes_)
    if (name == attribute) return value;
  Fail("attribute '" + std::string(attribute) + "' is missing");
}

double WeightNode::GetDouble(std::string_view attribute) const {
  const auto& text = GetString(attribute);
  const auto value = ReadNumber<double>(Trim(text));
  if (!value)
    Fail("attribute '" + std::string(attribute) + "': " + Quoted(text) + " is not a number");
  return *value;
}

std::int64_t WeightNode::GetInt(std::string_view attribute) const {
  const auto& text = GetString(attribute);
  if (const auto value = ReadNumber<std::int64_t>(Trim(text))) return *value;
  // Some writers put integers through a floating point stream: "1.0000000000000000e+00".
  const auto number = ReadNumber<double>(Trim(text));
  if (!number || *number != std::trunc(*number) || std::abs(*number) > 9007199254740992.0)
    Fail("attribute '" + std::string(attribute) + "': " + Quoted(text) + " is not an integer");
  return static_cast<std::int64_t>(*number);
}

std::int64_t WeightNode::GetInt(std::string_view attribute, std::int64_t low,
                                std::int64_t high) const {
  const auto value = GetInt(attribute);
  if (value < low || value > high)
    Fail("attribute '" + std::string(attribute) + "': " + std::to_string(value) + " is outside [" +
         std::to_string(low) + ", " + std::to_string(high) + "]");
  return value;
}

std::vector<double> WeightNode::Numbers(std::int64_t count) const {
  std::vector<double> values;
  // A count comes from a file: the text bounds how many numbers there can be.
  if (count > 0) values.reserve(std::min(static_cast<std::size_t>(count), text_.size() / 2 + 1));
  const char* at = text_.data();
  const char* const end = at + text_.size();
  while (true) {
    while (at != end && IsBlank(*at)) ++at;
    if (at == end) break;
    const char* const begin = at;
    while (at != end && !IsBlank(*at)) ++at;
    const std::string_view token(begin, static_cast<std::size_t>(at - begin));
    const auto value = ReadNumber<double>(token);
    if (!value) Fail(Quoted(token) + " is not a number");
    values.push_back(*value);
  }
  if (count >= 0 && values.size() != static_cast<std::size_t>(count))
    Fail(std::to_string(count) + " numbers are expected, " + std::to_string(values.size()) +
         " are there");
  return values;
}

std::vector<const WeightNode*> WeightNode::Children(std::string_view name) const {
  std::vector<const WeightNode*> found;
  for (const auto& child : children_)
    if (child->name_ == name) found.push_back(child.get());
  return found;
}

const WeightNode* WeightNode::Find(std::string_view name) const {
  for (const auto& child : children_)
    if (child->name_ == name) return child.get();
  return nullptr;
}

const WeightNode& WeightNode::Child(std::string_view name) const {
  const WeightNode* child = Find(name);
  if (child == nullptr) Fail("element '" + std::string(name) + "' is missing");
  return *child;
}

std::string WeightNode::Path() const {
  std::vector<const WeightNode*> line;
  for (const WeightNode* node = this; node != nullptr; node = node->parent_) line.push_back(node);
  constexpr std::size_t kShown = 8;  // of a deep tree the ends are enough
  std::string path;
  for (std::size_t i = line.size(); i-- > 0;) {
    const bool hidden = line.size() > 2 * kShown && i >= kShown && i + kShown < line.size();
    if (hidden && i != kShown) continue;
    path += (path.empty() ? "" : "/") + (hidden ? std::string("...") : line[i]->name_);
  }
  return path;
}

void WeightNode::Fail(const std::string& what) const {
  throw ModelError((source_ == nullptr ? std::string() : *source_ + ": ") + Path() + ": " + what);
}

}  // namespace TMVA::inline standalone
