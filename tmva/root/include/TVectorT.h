// TVectorT stands with TVectorD.
#pragma once

#include <TVectorD.h>
