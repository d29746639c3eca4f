// Info, Warning, Error and Fatal.
#include <TError.h>

#include <cstdio>

inline namespace tmva_root {

Int_t gErrorIgnoreLevel = kUnset;

void PrintMessage(Int_t level, const char* where, const char* text) {
  if (level < gErrorIgnoreLevel) return;
  const char* kind = level >= kFatal     ? "Fatal"
                     : level >= kError   ? "Error"
                     : level >= kWarning ? "Warning"
                                         : "Info";
  const bool has_place = where != nullptr && *where != '\0';
  std::fprintf(stderr, "%s%s%s%s: %s\n", kind, has_place ? " in <" : "", has_place ? where : "",
               has_place ? ">" : "", text);
}

}  // namespace tmva_root
