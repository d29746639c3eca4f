// TRint stands with TApplication.
#pragma once

#include <TApplication.h>
