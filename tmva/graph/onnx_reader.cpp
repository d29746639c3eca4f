// Reading the messages of an ONNX file.
#include "tmva/graph/onnx_model.h"
#include "tmva/graph/wire.h"

namespace TMVA::inline standalone::onnx {
namespace {

constexpr std::int64_t kMaxEnum = 1000;  // what is beyond is no type of any version

Tensor ReadTensor(WireReader reader) {
  Tensor tensor;
  while (reader.Next()) {
    switch (reader.Field()) {
      case 1:
        reader.Append(tensor.dims);
        break;
      case 2:
        tensor.type = static_cast<DataType>(reader.Int(0, kMaxEnum));
        break;
      case 4:
        reader.Append(tensor.floats);
        break;
      case 5:
      case 7:
      case 11:
        reader.Append(tensor.ints);
        break;
      case 6:
        tensor.strings.push_back(reader.Text());
        break;
      case 8:
        tensor.name = reader.Text();
        break;
      case 9:
        tensor.raw = reader.Text();
        break;
      case 10:
        reader.Append(tensor.doubles);
        break;
      case 14:
        if (reader.Int(0, kMaxEnum) != 0)
          reader.Fail("tensor '" + tensor.name + "' lies in another file, which is not read");
        break;
      default:
        reader.Skip();
    }
  }
  return tensor;
}

Attribute ReadAttribute(WireReader reader) {
  Attribute attribute;
  while (reader.Next()) {
    switch (reader.Field()) {
      case 1:
        attribute.name = reader.Text();
        break;
      case 2:
        attribute.f = reader.Float();
        break;
      case 3:
        attribute.i = reader.Int();
        break;
      case 4:
        attribute.s = reader.Text();
        break;
      case 5:
        attribute.t = ReadTensor(reader.Message("TensorProto"));
        break;
      case 7:
        reader.Append(attribute.floats);
        break;
      case 8:
        reader.Append(attribute.ints);
        break;
      case 9:
        attribute.strings.push_back(reader.Text());
        break;
      case 20:
        attribute.type = static_cast<AttributeType>(reader.Int(0, kMaxEnum));
        break;
      default:
        reader.Skip();
    }
  }
  return attribute;
}

Node ReadNode(WireReader reader) {
  Node node;
  while (reader.Next()) {
    switch (reader.Field()) {
      case 1:
        node.inputs.push_back(reader.Text());
        break;
      case 2:
        node.outputs.push_back(reader.Text());
        break;
      case 3:
        node.name = reader.Text();
        break;
      case 4:
        node.op_type = reader.Text();
        break;
      case 5:
        node.attributes.push_back(ReadAttribute(reader.Message("AttributeProto")));
        break;
      case 7:
        node.domain = reader.Text();
        break;
      default:
        reader.Skip();
    }
  }
  return node;
}

Dimension ReadDimension(WireReader reader) {
  Dimension dimension;
  while (reader.Next()) {
    switch (reader.Field()) {
      case 1:
        dimension.value = reader.Int();
        break;
      case 2:
        dimension.name = reader.Text();
        break;
      default:
        reader.Skip();
    }
  }
  return dimension;
}

void ReadShape(WireReader reader, ValueInfo& value) {
  while (reader.Next()) {
    if (reader.Field() == 1)
      value.shape.push_back(ReadDimension(reader.Message("TensorShapeProto.Dimension")));
    else
      reader.Skip();
  }
}

void ReadTensorType(WireReader reader, ValueInfo& value) {
  while (reader.Next()) {
    switch (reader.Field()) {
      case 1:
        value.type = static_cast<DataType>(reader.Int(0, kMaxEnum));
        break;
      case 2:
        ReadShape(reader.Message("TensorShapeProto"), value);
        break;
      default:
        reader.Skip();
    }
  }
}

ValueInfo ReadValueInfo(WireReader reader) {
  ValueInfo value;
  while (reader.Next()) {
    if (reader.Field() == 1) {
      value.name = reader.Text();
    } else if (reader.Field() == 2) {
      WireReader type = reader.Message("TypeProto");
      while (type.Next()) {
        if (type.Field() == 1)
          ReadTensorType(type.Message("TypeProto.Tensor"), value);
        else
          type.Skip();
      }
    } else {
      reader.Skip();
    }
  }
  return value;
}

Graph ReadGraph(WireReader reader) {
  Graph graph;
  while (reader.Next()) {
    switch (reader.Field()) {
      case 1:
        graph.nodes.push_back(ReadNode(reader.Message("NodeProto")));
        break;
      case 2:
        graph.name = reader.Text();
        break;
      case 5:
        graph.initializers.push_back(ReadTensor(reader.Message("TensorProto")));
        break;
      case 11:
        graph.inputs.push_back(ReadValueInfo(reader.Message("ValueInfoProto")));
        break;
      case 12:
        graph.outputs.push_back(ReadValueInfo(reader.Message("ValueInfoProto")));
        break;
      default:
        reader.Skip();
    }
  }
  return graph;
}

OperatorSet ReadOperatorSet(WireReader reader) {
  OperatorSet set;
  while (reader.Next()) {
    switch (reader.Field()) {
      case 1:
        set.domain = reader.Text();
        break;
      case 2:
        set.version = reader.Int();
        break;
      default:
        reader.Skip();
    }
  }
  return set;
}

std::pair<std::string, std::string> ReadEntry(WireReader reader) {
  std::pair<std::string, std::string> entry;
  while (reader.Next()) {
    switch (reader.Field()) {
      case 1:
        entry.first = reader.Text();
        break;
      case 2:
        entry.second = reader.Text();
        break;
      default:
        reader.Skip();
    }
  }
  return entry;
}

}  // namespace

Model ParseModel(std::string_view bytes, const std::string& path) {
  Model model;
  bool found = false;
  WireReader reader(bytes, path, "ModelProto");
  while (reader.Next()) {
    switch (reader.Field()) {
      case 1:
        model.ir_version = reader.Int();
        break;
      case 2:
        model.producer_name = reader.Text();
        break;
      case 7:
        model.graph = ReadGraph(reader.Message("GraphProto"));
        found = true;
        break;
      case 8:
        model.operator_sets.push_back(ReadOperatorSet(reader.Message("OperatorSetIdProto")));
        break;
      case 14:
        model.metadata.push_back(ReadEntry(reader.Message("StringStringEntryProto")));
        break;
      default:
        reader.Skip();
    }
  }
  if (!found) reader.Fail("is no ONNX model: it has no graph");
  return model;
}

}  // namespace TMVA::inline standalone::onnx
