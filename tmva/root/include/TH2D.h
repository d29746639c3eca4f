// TH2D stands with TH2.
#pragma once

#include <TH2.h>
