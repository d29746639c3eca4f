// Going through all tensors of a model.
#pragma once

#include "tmva/graph/onnx/model.h"

namespace TMVA::inline standalone::onnx {

/// Calls visit(tensor) for the initialisers and the tensors of attributes, within sub-graphs too.
/// `NodeList` is std::vector<Node>, const or not.
template <class NodeList, class Visit>
void ForEachTensorOfNodes(NodeList& nodes, const Visit& visit);

template <class GraphType, class Visit>
void ForEachTensorOfGraph(GraphType& graph, const Visit& visit) {
  for (auto& tensor : graph.initializers) visit(tensor);
  ForEachTensorOfNodes(graph.nodes, visit);
}

template <class NodeList, class Visit>
void ForEachTensorOfNodes(NodeList& nodes, const Visit& visit) {
  for (auto& node : nodes)
    for (auto& attribute : node.attributes) {
      visit(attribute.t);
      for (auto& tensor : attribute.tensors) visit(tensor);
      for (auto& graph : attribute.graphs) ForEachTensorOfGraph(graph, visit);
    }
}

template <class ModelType, class Visit>
void ForEachTensor(ModelType& model, const Visit& visit) {
  ForEachTensorOfGraph(model.graph, visit);
  for (auto& function : model.functions) ForEachTensorOfNodes(function.nodes, visit);
}

}  // namespace TMVA::inline standalone::onnx
