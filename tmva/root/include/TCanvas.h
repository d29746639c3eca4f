// TCanvas stands with TPad.
#pragma once

#include <TPad.h>
