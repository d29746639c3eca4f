// AsTensor: columns of an RDataFrame as one tensor.
#pragma once

#include <ROOT/RDataFrame.hxx>
