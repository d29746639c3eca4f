// WeightParser: builds WeightNodes from XML text that comes in pieces.
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <libxml/parser.h>

#include <TMVA/WeightNode.h>

namespace TMVA::inline standalone {

/// libxml2's SAX2 push parser with XML_PARSE_NONET and nothing else: entities stay unexpanded, and
/// a DOCTYPE, where entities come from, is an error. It is the one interface of libxml2 without a
/// depth limit of 256, so the limit is ours. Every fault is a ModelError with file and line.
class WeightParser {
 public:
  explicit WeightParser(const std::string& source);
  ~WeightParser();
  WeightParser(const WeightParser&) = delete;
  WeightParser& operator=(const WeightParser&) = delete;

  void Feed(std::string_view piece);
  std::unique_ptr<WeightNode> Finish();

 private:
  /// The callbacks that libxml2 calls; exceptions must not pass through it.
  struct Callbacks;

  void StartElement(std::string name, int num_attributes, const unsigned char** attributes);
  void EndElement();
  void CheckBeginning(std::string_view piece);
  void CheckTagSize(std::string_view piece);
  void Push(const char* data, std::size_t size, bool last);
  /// Remembers the first fault and stops the parser.
  void Stop(const std::string& what, int line = 0);

  std::shared_ptr<const std::string> source_;
  xmlParserCtxtPtr context_ = nullptr;
  std::unique_ptr<WeightNode> root_;
  std::vector<WeightNode*> open_;  ///< elements whose end has not come
  std::size_t assignments_ = 0;    ///< '=' since the last '<'
  bool begun_ = false;
  std::string fault_;
  std::exception_ptr exception_;
};

}  // namespace TMVA::inline standalone
