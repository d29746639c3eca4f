// Writing weight files: TMVA's XML layout, whole or not at all.
#include <TMVA/WeightNode.h>

#include <limits>
#include <string>

#include <zlib.h>

#include "tmva/weights/replace_file.h"

namespace TMVA::inline standalone {
namespace {

/// Length of the UTF-8 character that `text` begins with; 0 when it is none that XML allows.
std::size_t CharacterLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return first >= 0x20 || first == '\t' || first == '\n' || first == '\r' ? 1 : 0;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  std::uint32_t code = first & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0u) != 0x80) return 0;
    code = code << 6 | (byte(i) & 0x3fu);
  }
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < kLeast[length] || code > 0x10ffff || surrogate || code == 0xfffe || code == 0xffff)
    return 0;
  return length;
}

class XmlWriter {
 public:
  std::string Write(const WeightNode& root) {
    text_ = "<?xml version=\"1.0\"?>\n";
    WriteNode(root, 0);
    return std::move(text_);
  }

 private:
  void WriteNode(const WeightNode& node, std::size_t depth) {
    text_.append(2 * depth, ' ');
    text_ += '<';
    text_ += node.Name();
    for (const auto& [name, value] : node.Attributes()) {
      text_ += ' ';
      text_ += name;
      text_ += "=\"";
      Escape(node, value, true);
      text_ += '"';
    }
    if (node.Text().empty() && node.Children().empty()) {
      text_ += "/>\n";
      return;
    }
    text_ += '>';
    Escape(node, node.Text(), false);
    if (!node.Children().empty()) {
      text_ += '\n';
      for (const auto& child : node.Children()) WriteNode(*child, depth + 1);
      text_.append(2 * depth, ' ');
    }
    text_ += "</";
    text_ += node.Name();
    text_ += ">\n";
  }

  void Escape(const WeightNode& node, std::string_view value, bool attribute) {
    while (!value.empty()) {
      const char c = value.front();
      const auto length = CharacterLength(value);
      if (length == 0)
        node.Fail("a text that is not UTF-8, or a control character, cannot be written to XML: '" +
                  std::string(value.substr(0, 20)) + "'");
      if (const char* escape = EscapeOf(c, attribute))
        text_ += escape;
      else
        text_ += value.substr(0, length);
      value.remove_prefix(length);
    }
  }

  /// Line ends and tabs in attributes would come back as blanks.
  static const char* EscapeOf(char c, bool attribute) {
    switch (c) {
      case '&':
        return "&amp;";
      case '<':
        return "&lt;";
      case '>':
        return "&gt;";
      case '"':
        return attribute ? "&quot;" : nullptr;
      case '\n':
        return attribute ? "&#10;" : nullptr;
      case '\t':
        return attribute ? "&#9;" : nullptr;
      case '\r':
        return "&#13;";
      default:
        return nullptr;
    }
  }

  std::string text_;
};

std::string Compressed(const std::string& text, const std::string& path) {
  constexpr int kGzip = 15 + 16;
  if (text.size() > std::numeric_limits<uInt>::max() / 2)
    throw ModelError(path + ": too large to be compressed; write it without .gz");
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    throw ModelError(path + ": cannot be compressed");
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int code = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (code != Z_STREAM_END) throw ModelError(path + ": cannot be compressed");
  return packed;
}

}  // namespace

std::string ToXml(const WeightNode& root) { return XmlWriter().Write(root); }

void WriteWeightFile(const WeightNode& root, const std::string& path) {
  const auto text = ToXml(root);
  ReplaceFile(path, path.ends_with(".gz") ? Compressed(text, path) : text);
}

}  // namespace TMVA::inline standalone
