// TMVARegGui stands with TMVAGui.
#pragma once

#include <TMVA/TMVAGui.h>
