// Prints what ROOT's classes answer: tmva must print the same as ROOT, to the last digit.
#include <TCut.h>
#include <TGraph.h>
#include <TH1D.h>
#include <TH2D.h>
#include <TMath.h>
#include <TMatrixD.h>
#include <TRandom3.h>
#include <TString.h>
#include <TSystem.h>

#include <cstdio>
#include <iostream>

void show(const char *name, double value) { printf("%s %.13g\n", name, value); }

void texts()
{
   TString s("Hello, World");
   std::cout << s.Length() << s(0, 5) << s.Index("World") << s.Contains("world", TString::kIgnoreCase) << s.Contains("world") << "\n";
   std::cout << s.BeginsWith("Hell") << s.EndsWith("d") << s.First('o') << s.Last('o') << s.CountChar('l') << "\n";
   TString t = s + " and " + TString::Format("%d %5.2f %s", 42, 3.14159, "x");
   t.ReplaceAll("l", "LL");
   t.ToUpper();
   std::cout << t << "\n";
   t.Remove(0, 3);
   t.Prepend("<");
   t.Append(">");
   t += 7;
   std::cout << t << " " << TString("12.5e3").IsFloat() << TString("12x").IsFloat() << TString("123").IsDigit() << TString("1.2").IsDigit() << "\n";
   std::cout << TString("42abc").Atoi() << " " << TString("2.5").Atof() << " " << (TString("a") == "a") << (TString("a") != "b") << (TString("a") < TString("b")) << "\n";
   std::cout << Form("%s_%03d", "name", 7) << " " << TString("  blank ").Strip(TString::kBoth) << "|\n";
}

void cuts()
{
   TCut a("a>1"), b("b<2"), none;
   std::cout << (a && b).GetTitle() << " " << (a || b).GetTitle() << " " << (!a).GetTitle() << " " << (a * b).GetTitle() << " "
             << (a + "c").GetTitle() << " " << (a && none).GetTitle() << " " << (none || a).GetTitle() << " " << ("w" * a).GetTitle() << "\n";
   TCut c(a);
   c += "d";
   c *= "e";
   std::cout << c.GetTitle() << " " << c.GetName() << " " << TCut("n", "t").GetName() << "\n";
}

void numerics()
{
   TRandom r(100);
   TRandom3 r3(123), seeded;
   for (int i = 0; i < 4; i++) show("random", r.Rndm()), show("random3", r3.Rndm());
   show("default", seeded.Rndm());
   show("integer", r3.Integer(10));
   show("uniform", r3.Uniform(2, 5));
   show("uniform1", r3.Uniform(7));
   show("exp", r3.Exp(2.));
   show("poisson", r3.Poisson(3.5));
   show("poisson", r3.Poisson(0.1));
   show("binomial", r3.Binomial(10, 0.5));
   show("next", r3.Rndm());
   double x, y;
   r3.Circle(x, y, 2);
   show("circle", x);
   show("circle", y);
   double v[] = {1, 4, 2, 8};
   int order[4];
   TMath::Sort(4, v, order);
   show("sort", order[0] * 1000 + order[1] * 100 + order[2] * 10 + order[3]);
   show("mean", TMath::Mean(4, v));
   show("rms", TMath::RMS(4, v));
   show("nint", TMath::Nint(2.5) + 10 * TMath::Nint(-1.5) + 100 * TMath::Nint(3.49));
   show("gaus", TMath::Gaus(1.5, 1, 2, true));
   show("poisson", TMath::Poisson(3, 2.5));
   show("breit", TMath::BreitWigner(1, 0.5, 2));
   show("freq", TMath::Freq(-1.2));
   show("gamma", TMath::Gamma(4.5) + TMath::LnGamma(7.5) + TMath::Beta(2, 3));
   show("min", TMath::Min(2, 3) + TMath::Max(2., 3.) + TMath::Abs(-4) + TMath::Sq(3));
   show("factorial", TMath::Factorial(6));
   show("loc", TMath::LocMax(4, v) + 10 * TMath::LocMin(4, v));
   show("sign", TMath::Sign(3., -2.) + TMath::Range(0, 5, 9));
}

void histograms()
{
   TH1D h("h", "title;x;y", 10, 0, 5);
   TRandom3 r(1);
   for (int i = 0; i < 1000; i++) h.Fill(6 * r.Rndm() - 0.5);
   h.Fill(2.2, 3);
   for (int what = 0; what < 2; what++) {
      show("mean", h.GetMean());
      show("std", h.GetStdDev());
      show("meanerror", h.GetMeanError());
      show("stderror", h.GetStdDevError());
      show("effective", h.GetEffectiveEntries());
      show("integral", h.Integral());
      show("integral", h.Integral(2, 4, "width"));
      show("sum", h.GetSumOfWeights());
      show("max", h.GetMaximum() + 1000 * h.GetMaximumBin() + h.GetMinimum() + 100 * h.GetMinimumBin());
      show("content", h.GetBinContent(5) + h.GetBinContent(0) + h.GetBinContent(11));
      show("error", h.GetBinError(5));
      h.GetXaxis()->SetRangeUser(1, 3.9);
   }
   h.GetXaxis()->SetRange();
   TH1D k(h);
   k.Add(&h, 0.5);
   show("add", k.GetBinContent(3));
   show("add", k.GetBinError(3));
   k.Scale(2);
   show("scale", k.GetBinError(3));
   show("scale", k.GetMean());
   k.Divide(&h);
   show("divide", k.GetBinContent(5));
   show("divide", k.GetBinError(5));
   k.Multiply(&h);
   show("multiply", k.GetBinError(5));
   k.SetBinContent(3, 7);
   show("set", k.GetMean());
   show("entries", k.GetEntries());
   std::cout << h.GetTitle() << h.GetXaxis()->GetTitle() << h.GetYaxis()->GetTitle() << h.GetName() << h.ClassName() << "\n";
   double edges[] = {0, 1, 3, 7};
   TH1F e("e", "", 3, edges);
   for (double x : {-1., 0., 0.99, 1., 2.9999, 7., 8.}) show("bin", e.FindBin(x) + 10 * e.Fill(x));
   show("center", e.GetBinCenter(2) + 10 * e.GetBinWidth(3) + 100 * e.GetBinLowEdge(3));
   show("center", e.GetBinCenter(4) + e.GetBinWidth(4) + e.GetBinCenter(0));
   TH2D d("d", "t;a;b", 4, 0, 4, 3, -1, 1);
   for (int i = 0; i < 500; i++) {
      double x = 5 * r.Rndm(), y = 2.5 * r.Rndm() - 1;
      d.Fill(x, 0.5 * y + 0.1 * x);
   }
   show("2d", d.GetMean(1) + d.GetMean(2));
   show("2d", d.GetStdDev(1) + d.GetRMS(2));
   show("2d", d.GetCorrelationFactor());
   show("2d", d.Integral() + d.Integral(1, 2, 0, 3));
   show("2d", d.GetBinContent(2, 2) + 1000 * d.GetBin(1, 2) + d.GetMaximum());
}

void graphs()
{
   double x[] = {1, 2, 3}, y[] = {1, 4, 9};
   TGraph g(3, x, y);
   g.SetPoint(3, 5, 20);
   for (double at : {0., 1.5, 2., 2.7, 4., 8.}) show("eval", g.Eval(at));
   show("n", g.GetN() + g.GetX()[2] + g.GetMean(2));
   g.RemovePoint(0);
   show("integral", g.Integral());
   g.Sort();
   show("sorted", g.GetX()[0]);
   TMatrixD m(2, 2);
   m(0, 0) = 2;
   m(0, 1) = 1;
   m(1, 0) = 4;
   m[1][1] = 5;
   show("determinant", m.Determinant());
   m.Print();
   TMatrixD inverse(TMatrixD::kInverted, m);
   TMatrixD unit = inverse * m;
   show("inverse", inverse(0, 1) + unit(0, 0) + unit(1, 0));
   TMatrixD sum = m + inverse;
   sum *= 2;
   show("sum", sum.Sum() + sum.GetNrows());
   TVectorD v(2);
   v(0) = 3;
   v(1) = 4;
   TVectorD product = m * v;
   show("product", product(0) + 100 * product(1) + v * v + v.Norm2Sqr());
   TMatrixD wide(2, 7);
   wide.Print();
}

void system_calls()
{
   std::cout << gSystem->AccessPathName("surely_not_there") << gSystem->AccessPathName(".") << " " << gSystem->BaseName("/a/b/c.root") << " "
             << gSystem->GetDirName("/a/b/c.root") << " " << gSystem->GetDirName("c.root") << "\n";
   gSystem->Setenv("TMVA_TEST_VARIABLE", "value");
   TString path = "$TMVA_TEST_VARIABLE/x";
   gSystem->ExpandPathName(path);
   std::cout << path << " " << gSystem->Getenv("TMVA_TEST_VARIABLE") << " " << gSystem->mkdir("made/deep", true) << gSystem->mkdir("made") << " "
             << gSystem->Unlink("surely_not_there") << gSystem->Exec("exit 3") % 253 << " " << gSystem->GetFromPipe("echo out") << "\n";
}

void names()
{
   texts();
   cuts();
   numerics();
   histograms();
   graphs();
   system_calls();
}
