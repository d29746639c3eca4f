// TH2I stands with TH2.
#pragma once

#include <TH2.h>
