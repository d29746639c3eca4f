// TMultiGraph stands with TGraph.
#pragma once

#include <TGraph.h>
