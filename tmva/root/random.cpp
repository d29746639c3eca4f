// TRandom and TRandom3.
#include <TRandom.h>
#include <TRandom3.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>

inline namespace tmva_root {
namespace {

/// A generator as the standard library's distributions want it.
struct Bits {
  using result_type = std::uint32_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
  result_type operator()() const { return static_cast<result_type>(random.Rndm() * 4294967296.0); }
  TRandom& random;
};

/// Below this mean, uniform numbers are multiplied until the product is small enough.
constexpr double kMaxMeanOfProducts = 25;

}  // namespace

UInt_t TRandom::FreshSeed() {
  std::random_device device;
  return static_cast<UInt_t>(device()) | 1u;
}

void TRandom::SetSeed(ULong_t seed) { seed_ = seed == 0 ? FreshSeed() : static_cast<UInt_t>(seed); }

// The constants are those of the C library's classic rand().
Double_t TRandom::Rndm() {
  do {
    seed_ = (1103515245u * seed_ + 12345u) & 0x7fffffffu;
  } while (seed_ == 0);
  return seed_ * 4.6566128730774e-10;  // a little more than 2^-31, as in ROOT
}

void TRandom::RndmArray(Int_t n, Float_t* values) {
  for (Int_t i = 0; i < n; ++i) values[i] = static_cast<Float_t>(Rndm());
}

void TRandom::RndmArray(Int_t n, Double_t* values) {
  for (Int_t i = 0; i < n; ++i) values[i] = Rndm();
}

Double_t TRandom::Exp(Double_t tau) { return -tau * std::log(Rndm()); }

Double_t TRandom::Gaus(Double_t mean, Double_t sigma) {
  const double radius = std::sqrt(-2 * std::log(Rndm()));
  return mean + sigma * radius * std::cos(2 * std::numbers::pi * Rndm());
}

ULong64_t TRandom::Poisson(Double_t mean) {
  if (!(mean > 0)) return 0;
  if (mean >= kMaxMeanOfProducts) {
    Bits bits{*this};
    return std::poisson_distribution<ULong64_t>(mean)(bits);
  }
  const double end = std::exp(-mean);
  ULong64_t count = 0;
  for (double product = Rndm(); product > end; product *= Rndm()) ++count;
  return count;
}

Int_t TRandom::Binomial(Int_t trials, Double_t probability) {
  if (probability < 0 || probability > 1) return 0;
  Int_t successes = 0;
  for (Int_t i = 0; i < trials; ++i) successes += Rndm() <= probability;
  return successes;
}

Double_t TRandom::BreitWigner(Double_t mean, Double_t gamma) {
  return mean + 0.5 * gamma * std::tan((2 * Rndm() - 1) * std::numbers::pi / 2);
}

void TRandom::Circle(Double_t& x, Double_t& y, Double_t radius) {
  const double phi = Uniform(0, 2 * std::numbers::pi);
  x = radius * std::cos(phi);
  y = radius * std::sin(phi);
}

void TRandom::Sphere(Double_t& x, Double_t& y, Double_t& z, Double_t radius) {
  z = radius * Uniform(-1, 1);
  Circle(x, y, std::sqrt(radius * radius - z * z));
}

void TRandom::Rannor(Float_t& a, Float_t& b) {
  a = static_cast<Float_t>(Gaus());
  b = static_cast<Float_t>(Gaus());
}

void TRandom::Rannor(Double_t& a, Double_t& b) {
  a = Gaus();
  b = Gaus();
}

struct TRandom3::Engine {
  std::mt19937 bits;
  UInt_t seed = 0;
};

TRandom3::TRandom3(ULong_t seed) : engine_(std::make_unique<Engine>()) { TRandom3::SetSeed(seed); }
TRandom3::~TRandom3() = default;

void TRandom3::SetSeed(ULong_t seed) {
  engine_->seed = seed == 0 ? FreshSeed() : static_cast<UInt_t>(seed);
  engine_->bits.seed(engine_->seed);
}

UInt_t TRandom3::GetSeed() const { return engine_->seed; }

Double_t TRandom3::Rndm() {
  while (true)
    if (const std::uint32_t bits = static_cast<std::uint32_t>(engine_->bits()); bits != 0)
      return bits / 4294967296.0;
}

TRandom* gRandom = new TRandom3;

}  // namespace tmva_root
