// Returning freed memory to the system.
#pragma once

namespace TMVA::inline standalone {

/// Streams and training scatter small blocks over the heap; glibc would keep the free pages between
/// them, and they would add to what the next step needs. Elsewhere it does nothing.
void ReturnFreeMemory();

}  // namespace TMVA::inline standalone
