// TArrayF stands with TArrayD.
#pragma once

#include <TArrayD.h>
