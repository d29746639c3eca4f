// What this library can do, as ROOT's macros ask: methods in Python are there; networks of the kind
// DL and code for graphics processors are not.
#pragma once

#define R__HAS_PYMVA
#define R__USE_IMT
