// How the members of classes and the items of containers store their numbers.
#pragma once

#include <optional>
#include <string>

#include "dataloader/rootio/byte_reader.h"
#include "dataloader/rootio/number_coding.h"
#include "dataloader/rootio/object.h"

namespace TMVA::inline standalone::rootio {

/// Of a member by the code of its type; its comment may hold a range. None when it is no number.
std::optional<NumberCoding> MemberCoding(int type, const std::string& comment);
/// Of a type by its name, "unsigned int", "Double32_t".
std::optional<NumberCoding> NamedCoding(const std::string& type_name);

Value ReadNumber(ByteReader& reader, const NumberCoding& coding);
/// A run of `count` numbers; `what` names it in messages.
Value ReadNumbers(ByteReader& reader, const NumberCoding& coding, std::int64_t count,
                  const char* what);

}  // namespace TMVA::inline standalone::rootio
