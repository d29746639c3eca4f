// TAttFill stands with the other attributes.
#pragma once

#include <TAttLine.h>
