// TText stands with TLegend.
#pragma once

#include <TLegend.h>
