// TMatrix stands with TMatrixD.
#pragma once

#include <TMatrixD.h>
