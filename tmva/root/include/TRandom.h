// TRandom: random numbers, and the generator that serves by default.
#pragma once

#include <TNamed.h>

inline namespace tmva_root {

/// ROOT's simplest generator, a linear congruence modulo 2^31. Rndm, Uniform, Integer, Exp and
/// Poisson of a mean below 25 give ROOT's numbers for the same seed; Gaus and the others have the
/// right distribution, but are made in another way.
class TRandom : public TNamed {
 public:
  TRandom(ULong_t seed = 65539) { TRandom::SetSeed(seed); }
  const char* ClassName() const override { return "TRandom"; }
  /// 0 takes a seed that differs from call to call.
  virtual void SetSeed(ULong_t seed = 0);
  virtual UInt_t GetSeed() const { return seed_; }
  /// In (0, 1).
  virtual Double_t Rndm();
  Double_t Rndm(Int_t) { return Rndm(); }
  void RndmArray(Int_t n, Float_t* values);
  void RndmArray(Int_t n, Double_t* values);

  Double_t Uniform(Double_t high = 1) { return high * Rndm(); }
  Double_t Uniform(Double_t low, Double_t high) { return low + (high - low) * Rndm(); }
  UInt_t Integer(UInt_t end) { return static_cast<UInt_t>(end * Rndm()); }
  Double_t Exp(Double_t tau);
  Double_t Gaus(Double_t mean = 0, Double_t sigma = 1);
  ULong64_t Poisson(Double_t mean);
  Double_t PoissonD(Double_t mean) { return static_cast<Double_t>(Poisson(mean)); }
  Int_t Binomial(Int_t trials, Double_t probability);
  Double_t BreitWigner(Double_t mean = 0, Double_t gamma = 1);
  void Circle(Double_t& x, Double_t& y, Double_t radius);
  void Sphere(Double_t& x, Double_t& y, Double_t& z, Double_t radius);
  void Rannor(Float_t& a, Float_t& b);
  void Rannor(Double_t& a, Double_t& b);

 protected:
  static UInt_t FreshSeed();

 private:
  UInt_t seed_ = 65539;
};

extern TRandom* gRandom;

}  // namespace tmva_root
