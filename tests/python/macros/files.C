// Writes a tree, histograms and other objects, and reads them again.
void check(bool holds, const char *what)
{
   if (!holds) throw std::runtime_error(std::string("failed: ") + what);
}

void write()
{
   TFile file("made.root", "RECREATE");
   TTree tree("tree", "a tree");
   float x = 0;
   tree.Branch("x", &x, "x/F");
   TH2F h2("h2", "two", 4, 0, 4, 2, 0, 2);
   TDirectory *folder = file.mkdir("folder");
   folder->cd();
   TH1F h("h", "title;x axis;y", 5, 0, 25);
   file.cd();
   for (int i = 0; i < 50; i++) {
      x = 0.5 * i;
      tree.Fill();
      h.Fill(x);
      h2.Fill(1.5, 0.5, 2);
   }
   TGraph graph(2);
   graph.SetName("graph");
   graph.SetPoint(0, 1, 1);
   graph.SetPoint(1, 2, 4);
   graph.Write();
   TObjString("hello").Write("text");
   TMatrixD matrix(2, 2);
   for (int i = 0; i < 4; i++) matrix(i / 2, i % 2) = i + 1;
   matrix.Write("matrix");
   file.Write();
   file.Close();
}

void files()
{
   write();
   std::unique_ptr<TFile> file(TFile::Open("made.root"));
   auto h = file->Get<TH1F>("folder/h");
   check(h && h->GetEntries() == 50 && h->GetMean() == 12.25, "histogram");
   check(std::string(h->GetXaxis()->GetTitle()) == "x axis", "title");
   TH2F *h2 = nullptr;
   file->GetObject("h2", h2);
   check(h2 && h2->GetBinContent(2, 1) == 100 && h2->GetBinError(2, 1) == sqrt(200), "h2");
   auto graph = (TGraph *)file->Get("graph");
   check(graph && graph->GetN() == 2 && graph->Eval(1.5) == 2.5, "graph");
   auto tree = (TTree *)file->Get("tree");
   TH1D drawn("drawn", "", 10, 0, 25);
   tree->Draw("x>>drawn", "x>5");
   check(drawn.GetEntries() == 39, "draw");
   check(tree->Draw("x*2", "") == 50, "count");
   delete h;
   TH1F *owner = new TH1F("late", "", 1, 0, 1);
   owner->SetDirectory(nullptr);
   delete owner;
   check(file->Get("nothing") == nullptr, "null");
}
