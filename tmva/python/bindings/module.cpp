// The extension module tmva._core.
#include "tmva/python/bindings/bindings.h"
#include "tmva/python/bindings/graph_types.h"

PYBIND11_MODULE(_core, m) {
  using namespace TMVA;
  m.doc() = "C++ core of tmva. Use the package tmva, which wraps it.";
  m.attr("__version__") = TMVA_VERSION;
  BindErrors(m);
  BindLog(m);
  BindTypes(m);
  BindOptions(m);
  BindColumnSource(m);
  BindPythonSource(m);
  BindByteSource(m);
  BindBatchGenerator(m);
  BindBatchTransformation(m);
  BindStoredObject(m);
  BindFile(m);
  BindOutputFile(m);
  BindFormula(m);
  BindDataSet(m);
  BindMethod(m);
  BindDataLoader(m);
  BindFactory(m);
  BindReader(m);
  BindApplication(m);
  BindTreeEnsemble(m);
  BindGraph(m);
  BindGraphBuilder(m);
  BindModelStore(m);
  BindMethodGraph(m);
  BindGraphView(m);
  BindRootFiles(m);
  BindRootTrees(m);
  BindBridge(m);
}
