// TH1D stands with TH1.
#pragma once

#include <TH1.h>
