// TRandom3: the Mersenne twister MT19937.
#pragma once

#include <memory>

#include <TRandom.h>

inline namespace tmva_root {

/// ROOT's numbers for the same seed, as far as TRandom says.
class TRandom3 : public TRandom {
 public:
  TRandom3(ULong_t seed = 4357);
  ~TRandom3() override;
  TRandom3(const TRandom3&) = delete;
  TRandom3& operator=(const TRandom3&) = delete;
  const char* ClassName() const override { return "TRandom3"; }
  void SetSeed(ULong_t seed = 0) override;
  UInt_t GetSeed() const override;
  using TRandom::Rndm;
  Double_t Rndm() override;

 private:
  struct Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace tmva_root
