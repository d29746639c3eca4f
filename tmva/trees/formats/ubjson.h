// UBJSON, XGBoost's binary form of JSON.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace TMVA::inline standalone {

/// Reads one value, typed arrays included. Bounded: depth is limited, no length is believed before
/// its bytes are there. FileFormatError with the offset; `path` stands for the file.
nlohmann::json ParseUbjson(std::string_view bytes, const std::string& path);

}  // namespace TMVA::inline standalone
