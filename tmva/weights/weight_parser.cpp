// Weight XML into WeightNodes, safe against hostile files.
#include "tmva/weights/weight_parser.h"

#include <algorithm>
#include <cctype>
#include <cstring>

#include <libxml/SAX2.h>
#include <libxml/xmlerror.h>

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kMaxDepth = 1000;
// libxml2 compares every attribute of an element with every other one.
constexpr std::size_t kMaxAttributes = 30000;
// Pieces are kept below the size at which libxml2 refuses to look ahead (10 MB).
constexpr std::size_t kPieceSize = std::size_t{1} << 16;

const char* Chars(const unsigned char* text) { return reinterpret_cast<const char*>(text); }

std::string QualifiedName(const unsigned char* prefix, const unsigned char* name) {
  return prefix == nullptr ? std::string(Chars(name))
                           : Chars(prefix) + (":" + std::string(Chars(name)));
}

/// libxml2 hands an ampersand of an attribute over as "&#38;" unless entities are to be expanded.
std::string AttributeValue(const unsigned char* begin, const unsigned char* end) {
  std::string value(Chars(begin), Chars(end));
  constexpr std::string_view kAmpersand = "&#38;";
  for (auto at = value.find(kAmpersand); at != std::string::npos;
       at = value.find(kAmpersand, at + 1))
    value.replace(at, kAmpersand.size(), "&");
  return value;
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool IsPlainEncoding(const unsigned char* name) {
  if (name == nullptr) return true;
  std::string upper(Chars(name));
  for (auto& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return upper == "UTF-8" || upper == "UTF8" || upper == "US-ASCII" || upper == "ASCII" ||
         upper == "ISO-8859-1";
}

}  // namespace

struct WeightParser::Callbacks {
  template <class Work>
  static void Guard(void* user, Work work) noexcept {
    auto& self = *static_cast<WeightParser*>(user);
    if (!self.fault_.empty() || self.exception_) return;
    try {
      work(self);
    } catch (...) {
      self.exception_ = std::current_exception();
      xmlStopParser(self.context_);
    }
  }

  static void StartDocument(void* user) {
    Guard(user, [](WeightParser& self) {
      const auto* input = self.context_->input;
      if (!IsPlainEncoding(self.context_->encoding) ||
          (input != nullptr && !IsPlainEncoding(input->encoding)))
        self.Stop("only the encodings UTF-8 and ISO-8859-1 are read");
    });
  }

  static void InternalSubset(void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
    Guard(user, [](WeightParser& self) { self.Stop("a DOCTYPE is not allowed in a weight file"); });
  }

  static void StartElement(void* user, const xmlChar* name, const xmlChar* prefix, const xmlChar*,
                           int, const xmlChar**, int num_attributes, int,
                           const xmlChar** attributes) {
    Guard(user, [&](WeightParser& self) {
      self.StartElement(QualifiedName(prefix, name), num_attributes, attributes);
    });
  }

  static void EndElement(void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
    Guard(user, [](WeightParser& self) { self.EndElement(); });
  }

  static void Characters(void* user, const xmlChar* text, int size) {
    Guard(user, [&](WeightParser& self) {
      if (!self.open_.empty())
        self.open_.back()->text_.append(Chars(text), static_cast<std::size_t>(size));
    });
  }

  static void Fault(void* user, xmlErrorPtr error) {
    if (error->level != XML_ERR_FATAL) return;
    Guard(user, [&](WeightParser& self) {
      std::string what = error->message == nullptr ? "malformed XML" : error->message;
      while (!what.empty() && std::isspace(static_cast<unsigned char>(what.back())))
        what.pop_back();
      self.Stop("malformed XML: " + what, error->line);
    });
  }
};

WeightParser::WeightParser(const std::string& source)
    : source_(std::make_shared<const std::string>(source)) {
  xmlInitParser();
  xmlSAXHandler handler;
  std::memset(&handler, 0, sizeof handler);
  handler.initialized = XML_SAX2_MAGIC;
  handler.startDocument = Callbacks::StartDocument;
  handler.internalSubset = Callbacks::InternalSubset;
  handler.startElementNs = Callbacks::StartElement;
  handler.endElementNs = Callbacks::EndElement;
  handler.characters = Callbacks::Characters;
  handler.cdataBlock = Callbacks::Characters;
  handler.serror = Callbacks::Fault;
  context_ = xmlCreatePushParserCtxt(&handler, this, nullptr, 0, nullptr);
  if (context_ == nullptr) throw std::bad_alloc();
  xmlCtxtUseOptions(context_, XML_PARSE_NONET);
}

WeightParser::~WeightParser() { xmlFreeParserCtxt(context_); }

void WeightParser::Feed(std::string_view piece) {
  if (piece.empty()) return;
  if (!begun_) CheckBeginning(piece);
  begun_ = true;
  while (!piece.empty()) {
    const auto part = piece.substr(0, kPieceSize);
    piece.remove_prefix(part.size());
    CheckTagSize(part);
    Push(part.data(), part.size(), false);
  }
}

std::unique_ptr<WeightNode> WeightParser::Finish() {
  if (!begun_) throw ModelError(*source_ + ": the file is empty");
  Push(nullptr, 0, true);
  if (root_ == nullptr || !open_.empty() || context_->wellFormed == 0)
    throw ModelError(*source_ + ": the XML ends too early");
  return std::move(root_);
}

void WeightParser::Push(const char* data, std::size_t size, bool last) {
  xmlParseChunk(context_, data, static_cast<int>(size), last ? 1 : 0);
  if (exception_) std::rethrow_exception(exception_);
  if (!fault_.empty()) throw ModelError(fault_);
}

void WeightParser::CheckBeginning(std::string_view piece) {
  if (piece.starts_with("\xef\xbb\xbf")) piece.remove_prefix(3);
  if (piece.starts_with("#GEN"))
    throw ModelError(*source_ +
                     ": this is a text weight file of TMVA 3 or 4.0; only XML weight files "
                     "are read: train again, or convert it with a TMVA that reads it");
  const auto first = piece.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return;
  if (piece[first] != '<' || (piece.size() > first + 1 && piece[first + 1] == '\0'))
    throw ModelError(*source_ + ": this is not an XML file in UTF-8");
}

void WeightParser::CheckTagSize(std::string_view piece) {
  for (const char c : piece) {
    if (c == '<')
      assignments_ = 0;
    else if (c == '=' && ++assignments_ > kMaxAttributes)
      throw ModelError(*source_ + ": an element has more than " + std::to_string(kMaxAttributes) +
                       " attributes");
  }
}

void WeightParser::Stop(const std::string& what, int line) {
  if (line <= 0) line = xmlSAX2GetLineNumber(context_);
  fault_ = *source_ + ": line " + std::to_string(line) + ": " + what;
  xmlStopParser(context_);
}

void WeightParser::StartElement(std::string name, int num_attributes,
                                const unsigned char** attributes) {
  if (open_.size() >= kMaxDepth)
    return Stop("elements are nested deeper than " + std::to_string(kMaxDepth) + " levels");
  if (open_.empty() && name != "MethodSetup")
    return Stop("the root element is '" + name +
                "', not 'MethodSetup': this is no TMVA weight file");
  WeightNode* node = nullptr;
  if (open_.empty()) {
    root_ = std::make_unique<WeightNode>(std::move(name));
    node = root_.get();
  } else {
    node = &open_.back()->AddChild(std::move(name));
  }
  node->source_ = source_;
  node->attributes_.reserve(static_cast<std::size_t>(num_attributes));
  for (int i = 0; i < num_attributes; ++i) {
    // libxml2 gives five pointers an attribute: name, prefix, URI, begin and end of the value.
    const unsigned char** attribute = attributes + 5 * i;
    node->attributes_.emplace_back(QualifiedName(attribute[1], attribute[0]),
                                   AttributeValue(attribute[3], attribute[4]));
  }
  open_.push_back(node);
}

void WeightParser::EndElement() {
  WeightNode& node = *open_.back();
  open_.pop_back();
  if (node.children_.empty()) return;
  // Blanks around children are layout.
  if (IsBlank(node.text_)) {
    std::string().swap(node.text_);
  } else {
    node.text_.erase(node.text_.find_last_not_of(" \t\r\n") + 1);
    node.text_.erase(0, node.text_.find_first_not_of(" \t\r\n"));
  }
}

}  // namespace TMVA::inline standalone
