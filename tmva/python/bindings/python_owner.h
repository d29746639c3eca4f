// Python objects that C++ objects keep alive.
#pragma once

#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {

/// A handle that may be dropped by any thread: without the GIL the object waits for ReleaseOwned().
std::shared_ptr<const void> Own(py::object object);

/// Lets go of the objects that wait. Call it with the GIL.
void ReleaseOwned();

}  // namespace TMVA::inline standalone
