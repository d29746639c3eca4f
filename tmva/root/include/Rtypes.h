// ROOT's names of the fundamental types.
#pragma once

#include <cstdint>

using Bool_t = bool;
using Char_t = char;
using UChar_t = unsigned char;
using Short_t = short;
using UShort_t = unsigned short;
using Int_t = int;
using UInt_t = unsigned int;
using Long_t = long;
using ULong_t = unsigned long;
using Long64_t = long long;
using ULong64_t = unsigned long long;
using Float_t = float;
using Double_t = double;
using Float16_t = float;
using Double32_t = double;
using Size_t = float;
using Ssiz_t = int;
using Option_t = const char;
using Version_t = short;
using Byte_t = unsigned char;

constexpr Bool_t kTRUE = true;
constexpr Bool_t kFALSE = false;

enum EColor {
  kWhite = 0,
  kBlack = 1,
  kGray = 920,
  kRed = 632,
  kGreen = 416,
  kBlue = 600,
  kYellow = 400,
  kMagenta = 616,
  kCyan = 432,
  kOrange = 800,
  kSpring = 820,
  kTeal = 840,
  kAzure = 860,
  kViolet = 880,
  kPink = 900
};

/// Class bookkeeping of ROOT's interpreter, which is not needed here.
#define ClassDef(name, id)
#define ClassDefOverride(name, id)
#define ClassImp(name)
