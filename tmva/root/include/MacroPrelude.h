// What ROOT's interpreter knows without an #include: put before a macro by `tmva run`.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <Riostream.h>
#include <Rtypes.h>
#include <TApplication.h>
#include <TArrayD.h>
#include <TChain.h>
#include <TCut.h>
#include <TError.h>
#include <TF1.h>
#include <TFile.h>
#include <TGraph.h>
#include <TH1.h>
#include <TH2.h>
#include <TLegend.h>
#include <TMacro.h>
#include <TMath.h>
#include <TMatrixD.h>
#include <TObjString.h>
#include <TPad.h>
#include <TROOT.h>
#include <TRandom3.h>
#include <TStopwatch.h>
#include <TString.h>
#include <TStyle.h>
#include <TSystem.h>
#include <TTree.h>

#include <TMVA/Config.h>
#include <TMVA/DataLoader.h>
#include <TMVA/Factory.h>
#include <TMVA/MethodBase.h>
#include <TMVA/PyMethodBase.h>
#include <TMVA/Reader.h>
#include <TMVA/TMVAGui.h>
#include <TMVA/Tools.h>
#include <TMVA/RBDT.hxx>
#include <TMVA/RReader.hxx>
#include <TMVA/RStandardScaler.hxx>
#include <TMVA/RTensor.hxx>

#include <ROOT/RDataFrame.hxx>
#include <ROOT/RVec.hxx>

using namespace std;
