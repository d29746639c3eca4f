// The table of functions: C's, and TMath's under their own names.
#include "dataloader/expression/functions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace TMVA::inline standalone {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Function Constant(std::string_view name, double value) {
  Function f{name, 0, Op::kConstant, false, Instruction(Op::kConstant)};
  f.instruction.number = value;
  return f;
}

Function Unary(std::string_view name, double (*call)(double)) {
  Function f{name, 1, Op::kUnary, false, Instruction(Op::kUnary)};
  f.instruction.unary = call;
  return f;
}

Function Binary(std::string_view name, double (*call)(double, double)) {
  Function f{name, 2, Op::kBinary, false, Instruction(Op::kBinary)};
  f.instruction.binary = call;
  return f;
}

Function Ternary(std::string_view name, double (*call)(double, double, double)) {
  Function f{name, 3, Op::kTernary, false, Instruction(Op::kTernary)};
  f.instruction.ternary = call;
  return f;
}

Function Native(std::string_view name, int arity, Op op, bool keeps_integers) {
  Function f{name, arity, op, keeps_integers, Instruction(op)};
  return f;
}

// What lies outside a function's domain is NaN; log(0) belongs there, as in TTreeFormula.
double Log(double x) { return x > 0 ? std::log(x) : kNaN; }
double Log10(double x) { return x > 0 ? std::log10(x) : kNaN; }
double Log2(double x) { return x > 0 ? std::log2(x) : kNaN; }
/// TTreeFormula's exp does not overflow; TMath::Exp does.
double Exp(double x) { return std::exp(x > 700 ? 700 : x); }
/// int(x): the integer part, and 0 where that is -0.
double Integer(double x) { return std::trunc(x) + 0.0; }
double Power(double x, double y) { return std::pow(x, y); }
double Fmod(double x, double y) { return std::fmod(x, y); }
double Atan2(double y, double x) { return std::atan2(y, x); }
double Hypot(double x, double y) { return std::hypot(x, y); }
double Gauss(double x, double mean, double sigma) {
  const double t = (x - mean) / sigma;
  return sigma == 0 ? kNaN : std::exp(-0.5 * t * t);
}
double CopySign(double x, double y) { return std::copysign(x, y); }
double Range(double low, double high, double x) { return x < low ? low : x > high ? high : x; }
/// To the nearest integer, halves to the even one.
double Nint(double x) { return std::nearbyint(x); }
double IsNaN(double x) { return std::isnan(x) ? 1 : 0; }
double IsFinite(double x) { return std::isfinite(x) ? 1 : 0; }
double IsInfinite(double x) { return std::isinf(x) ? 1 : 0; }
double Even(double x) { return std::fmod(std::trunc(x), 2) == 0 ? 1 : 0; }
double Odd(double x) { return 1 - Even(x); }
double Fmin(double x, double y) { return std::fmin(x, y); }
double Fmax(double x, double y) { return std::fmax(x, y); }
double Frequency(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }
double LogGamma(double x) {
  int sign = 1;
  return lgamma_r(x, &sign);
}

void AddC(std::vector<Function>& table) {
  using F = double (*)(double);
  const std::pair<std::string_view, F> unary[] = {
      {"exp", Exp},          {"exp2", std::exp2},   {"expm1", std::expm1},  {"log", Log},
      {"log10", Log10},      {"log2", Log2},        {"log1p", std::log1p},  {"sin", std::sin},
      {"cos", std::cos},     {"tan", std::tan},     {"asin", std::asin},    {"acos", std::acos},
      {"atan", std::atan},   {"sinh", std::sinh},   {"cosh", std::cosh},    {"tanh", std::tanh},
      {"asinh", std::asinh}, {"acosh", std::acosh}, {"atanh", std::atanh},  {"cbrt", std::cbrt},
      {"floor", std::floor}, {"ceil", std::ceil},   {"round", std::round},  {"trunc", std::trunc},
      {"rint", Nint},        {"erf", std::erf},     {"erfc", std::erfc},    {"tgamma", std::tgamma},
      {"lgamma", LogGamma},  {"isnan", IsNaN},      {"isfinite", IsFinite}, {"isinf", IsInfinite},
      {"nearbyint", Nint}};
  for (const auto& [name, call] : unary) table.push_back(Unary(name, call));
  table.push_back(Native("int", 1, Op::kUnary, true));
  table.back().instruction.unary = Integer;
  table.push_back(Binary("pow", Power));
  table.push_back(Binary("fmin", Fmin));
  table.push_back(Binary("fmax", Fmax));
  table.push_back(Binary("fmod", Fmod));
  table.push_back(Binary("atan2", Atan2));
  table.push_back(Binary("hypot", Hypot));
  table.push_back(Binary("copysign", CopySign));
  table.push_back(Native("sqrt", 1, Op::kSqrt, false));
  for (const auto name : {"abs", "TMath::Abs"}) table.push_back(Native(name, 1, Op::kAbs, true));
  table.push_back(Native("fabs", 1, Op::kAbs, false));
  for (const auto name : {"min", "TMath::Min"}) table.push_back(Native(name, 2, Op::kMin, true));
  for (const auto name : {"max", "TMath::Max"}) table.push_back(Native(name, 2, Op::kMax, true));
  table.push_back(Native("sign", 1, Op::kSign, true));
  for (const auto name : {"sq", "TMath::Sq"}) table.push_back(Native(name, 1, Op::kSquare, true));
}

void AddTMath(std::vector<Function>& table) {
  using F = double (*)(double);
  const std::pair<std::string_view, F> unary[] = {
      {"TMath::Sqrt", std::sqrt},
      {"TMath::Exp", std::exp},
      {"TMath::Log", std::log},
      {"TMath::Log10", std::log10},
      {"TMath::Log2", std::log2},
      {"TMath::Sin", std::sin},
      {"TMath::Cos", std::cos},
      {"TMath::Tan", std::tan},
      {"TMath::ASin", std::asin},
      {"TMath::ACos", std::acos},
      {"TMath::ATan", std::atan},
      {"TMath::SinH", std::sinh},
      {"TMath::CosH", std::cosh},
      {"TMath::TanH", std::tanh},
      {"TMath::ASinH", std::asinh},
      {"TMath::ACosH", std::acosh},
      {"TMath::ATanH", std::atanh},
      {"TMath::Floor", std::floor},
      {"TMath::Ceil", std::ceil},
      {"TMath::FloorNint", std::floor},
      {"TMath::CeilNint", std::ceil},
      {"TMath::Nint", Nint},
      {"TMath::Erf", std::erf},
      {"TMath::Erfc", std::erfc},
      {"TMath::Gamma", std::tgamma},
      {"TMath::LnGamma", LogGamma},
      {"TMath::Freq", Frequency},
      {"TMath::IsNaN", IsNaN},
      {"TMath::Finite", IsFinite},
      {"TMath::Even", Even},
      {"TMath::Odd", Odd},
      {"TMath::Gaus", [](double x) { return Gauss(x, 0, 1); }}};
  for (const auto& [name, call] : unary) table.push_back(Unary(name, call));
  table.push_back(Binary("TMath::Power", Power));
  table.push_back(Binary("TMath::ATan2", Atan2));
  table.push_back(Binary("TMath::Hypot", Hypot));
  table.push_back(Binary("TMath::Sign", CopySign));
  table.push_back(Binary("TMath::Gaus", [](double x, double mean) { return Gauss(x, mean, 1); }));
  table.push_back(Ternary("TMath::Gaus", Gauss));
  table.push_back(Ternary("TMath::Range", Range));
}

std::vector<Function> MakeTable() {
  using namespace std::numbers;
  std::vector<Function> table;
  AddC(table);
  AddTMath(table);
  for (const auto& [name, value] : std::initializer_list<std::pair<std::string_view, double>>{
           {"pi", pi},
           {"TMath::Pi", pi},
           {"TMath::TwoPi", 2 * pi},
           {"TMath::PiOver2", pi / 2},
           {"TMath::PiOver4", pi / 4},
           {"TMath::InvPi", inv_pi},
           {"TMath::E", e},
           {"TMath::Sqrt2", sqrt2},
           {"TMath::Ln10", ln10},
           {"TMath::LogE", log10e},
           {"TMath::DegToRad", pi / 180},
           {"TMath::RadToDeg", 180 / pi},
           {"TMath::C", 2.99792458e8},
           {"TMath::Infinity", std::numeric_limits<double>::infinity()},
           {"TMath::QuietNaN", kNaN}})
    table.push_back(Constant(name, value));
  return table;
}

const std::vector<Function>& Table() {
  static const std::vector<Function> table = MakeTable();
  return table;
}

/// "std::sqrt" and "::sqrt" mean C's.
std::string_view WithoutStd(std::string_view name) {
  if (name.starts_with("std::")) return name.substr(5);
  return name.starts_with("::") ? name.substr(2) : name;
}

}  // namespace

const Function* FindFunction(std::string_view name, int arity) {
  name = WithoutStd(name);
  const auto found = std::find_if(Table().begin(), Table().end(), [&](const Function& f) {
    return f.name == name && f.arity == arity;
  });
  return found == Table().end() ? nullptr : &*found;
}

bool IsFunction(std::string_view name) {
  name = WithoutStd(name);
  return std::any_of(Table().begin(), Table().end(),
                     [&](const Function& f) { return f.name == name; });
}

std::vector<std::string> FunctionNames() {
  std::vector<std::string> names;
  for (const auto& f : Table()) names.emplace_back(f.name);
  for (const auto name : {"Sum$", "Min$", "Max$", "MinIf$", "MaxIf$", "Length$", "Alt$"})
    names.emplace_back(name);
  return names;
}

}  // namespace TMVA::inline standalone
