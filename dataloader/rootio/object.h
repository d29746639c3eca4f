// Short names of the parts of a stored object.
#pragma once

#include <TMVA/StoredObject.h>

namespace TMVA::inline standalone::rootio {

using Object = StoredObject;
using Value = StoredValue;
using Member = StoredMember;

}  // namespace TMVA::inline standalone::rootio
