// MethodFisher stands with MethodBase.
#pragma once

#include <TMVA/MethodBase.h>
