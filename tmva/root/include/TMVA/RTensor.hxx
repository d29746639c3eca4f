// RTensor under ROOT's name of its header.
#pragma once

#include <TMVA/RTensor.h>
