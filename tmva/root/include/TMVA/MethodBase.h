// TMVA's names of what is booked. Calls of single methods' classes are for methods that do not
// exist yet: a cast to such a class gives nullptr.
#pragma once

#include <vector>

#include <TString.h>

#include <TMVA/BookedMethod.h>
#include <TMVA/Error.h>
#include <TMVA/Types.h>

namespace TMVA::inline standalone {

using IMethod = BookedMethod;
using MethodBase = BookedMethod;

class MethodCuts : public BookedMethod {
 public:
  MethodCuts() = delete;
  void GetCuts(double, std::vector<double>&, std::vector<double>&) const {
    throw ModelError("the method Cuts does not exist yet");
  }
  ::TString GetInputVar(int i) const {
    return Info().variables.at(static_cast<std::size_t>(i)).expression;
  }
};

class MethodCategory : public BookedMethod {
 public:
  MethodCategory() = delete;
  IMethod* AddMethod(const char*, const ::TString&, Types::EMVA, const ::TString&,
                     const ::TString&) {
    throw ModelError("the method Category does not exist yet");
  }
};

}  // namespace TMVA::inline standalone
