// Reading the messages of an ONNX file.
#include "tmva/graph/onnx/model.h"
#include "tmva/graph/onnx/wire.h"

namespace TMVA::inline standalone::onnx {
namespace {

constexpr std::int64_t kMaxEnum = 1000;  // what is beyond is no type of any version
constexpr int kMaxDepth = 32;            // of graphs within graphs

/// Goes through the fields of a message: `read(field)` reads one and returns true, or returns false
/// for one it does not know, which is kept as it is.
template <class Read>
void ReadFields(WireReader& reader, WireForm& form, Read&& read) {
  form.present |= 1U;
  while (reader.Next()) {
    const std::uint32_t field = reader.Field();
    if (!read(field))
      form.other.emplace_back(field, reader.Skip());
    else if (field < 32)
      form.present |= 1U << field;
  }
}

template <class T>
void Append(WireReader& reader, std::vector<T>& values, WireForm& form) {
  if (reader.IsPacked()) form.packed |= 1U << reader.Field();
  reader.Append(values);
}

std::pair<std::string, std::string> ReadEntry(WireReader reader) {
  std::pair<std::string, std::string> entry;
  while (reader.Next()) {
    if (reader.Field() == 1)
      entry.first = reader.Text();
    else if (reader.Field() == 2)
      entry.second = reader.Text();
    else
      reader.Skip();
  }
  return entry;
}

Tensor ReadTensor(WireReader reader) {
  Tensor tensor;
  ReadFields(reader, tensor.form, [&](std::uint32_t field) {
    switch (field) {
      case 1:
        Append(reader, tensor.dims, tensor.form);
        return true;
      case 2:
        tensor.type = static_cast<DataType>(reader.Int(0, kMaxEnum));
        return true;
      case 4:
        Append(reader, tensor.floats, tensor.form);
        return true;
      case 5:
      case 7:
      case 11:
        Append(reader, tensor.ints, tensor.form);
        return true;
      case 6:
        tensor.strings.push_back(reader.Text());
        return true;
      case 8:
        tensor.name = reader.Text();
        return true;
      case 9:
        tensor.raw = reader.Text();
        return true;
      case 10:
        Append(reader, tensor.doubles, tensor.form);
        return true;
      case 13:
        tensor.external_data.push_back(ReadEntry(reader.Message("StringStringEntryProto")));
        return true;
      case 14:
        tensor.external = reader.Int(0, 1) != 0;
        return true;
      default:
        return false;
    }
  });
  return tensor;
}

Graph ReadGraph(WireReader reader, int depth);

Attribute ReadAttribute(WireReader reader, int depth) {
  Attribute attribute;
  const auto graph = [&] {
    attribute.graphs.push_back(ReadGraph(reader.Message("GraphProto"), depth + 1));
  };
  ReadFields(reader, attribute.form, [&](std::uint32_t field) {
    switch (field) {
      case 1:
        attribute.name = reader.Text();
        return true;
      case 2:
        attribute.f = reader.Float();
        return true;
      case 3:
        attribute.i = reader.Int();
        return true;
      case 4:
        attribute.s = reader.Text();
        return true;
      case 5:
        attribute.t = ReadTensor(reader.Message("TensorProto"));
        return true;
      case 6:
        // One only: a second one is no list but replaces the first.
        attribute.graphs.clear();
        graph();
        return true;
      case 7:
        Append(reader, attribute.floats, attribute.form);
        return true;
      case 8:
        Append(reader, attribute.ints, attribute.form);
        return true;
      case 9:
        attribute.strings.push_back(reader.Text());
        return true;
      case 10:
        attribute.tensors.push_back(ReadTensor(reader.Message("TensorProto")));
        return true;
      case 11:
        graph();
        return true;
      case 20:
        attribute.type = static_cast<AttributeType>(reader.Int(0, kMaxEnum));
        return true;
      case 21:
        attribute.reference = reader.Text();
        return true;
      default:
        return false;
    }
  });
  return attribute;
}

Node ReadNode(WireReader reader, int depth) {
  Node node;
  ReadFields(reader, node.form, [&](std::uint32_t field) {
    switch (field) {
      case 1:
        node.inputs.push_back(reader.Text());
        return true;
      case 2:
        node.outputs.push_back(reader.Text());
        return true;
      case 3:
        node.name = reader.Text();
        return true;
      case 4:
        node.op_type = reader.Text();
        return true;
      case 5:
        node.attributes.push_back(ReadAttribute(reader.Message("AttributeProto"), depth));
        return true;
      case 6:
        node.doc_string = reader.Text();
        return true;
      case 7:
        node.domain = reader.Text();
        return true;
      case 8:
        node.overload = reader.Text();
        return true;
      default:
        return false;
    }
  });
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

void ReadTensorType(WireReader reader, ValueInfo& value) {
  value.has_shape = false;
  while (reader.Next()) {
    switch (reader.Field()) {
      case 1:
        value.type = static_cast<DataType>(reader.Int(0, kMaxEnum));
        break;
      case 2: {
        value.has_shape = true;
        WireReader shape = reader.Message("TensorShapeProto");
        while (shape.Next()) {
          if (shape.Field() == 1)
            value.shape.push_back(ReadDimension(shape.Message("TensorShapeProto.Dimension")));
          else
            shape.Skip();
        }
        break;
      }
      default:
        reader.Skip();
    }
  }
}

void ReadType(WireReader reader, ValueInfo& value) {
  while (reader.Next()) {
    if (reader.Field() == 1)
      ReadTensorType(reader.Message("TypeProto.Tensor"), value);
    else
      reader.Skip();
  }
}

ValueInfo ReadValueInfo(WireReader reader) {
  ValueInfo value;
  ReadFields(reader, value.form, [&](std::uint32_t field) {
    switch (field) {
      case 1:
        value.name = reader.Text();
        return true;
      case 2: {
        value.type = DataType::kUndefined;
        value.shape.clear();
        std::string_view bytes;
        ReadType(reader.Message("TypeProto", &bytes), value);
        if (SerializeType(value) != bytes) value.other_type = bytes;
        return true;
      }
      default:
        return false;
    }
  });
  return value;
}

Graph ReadGraph(WireReader reader, int depth) {
  if (depth > kMaxDepth)
    reader.Fail("has graphs within graphs, deeper than " + std::to_string(kMaxDepth));
  Graph graph;
  ReadFields(reader, graph.form, [&](std::uint32_t field) {
    switch (field) {
      case 1:
        graph.nodes.push_back(ReadNode(reader.Message("NodeProto"), depth));
        return true;
      case 2:
        graph.name = reader.Text();
        return true;
      case 5:
        graph.initializers.push_back(ReadTensor(reader.Message("TensorProto")));
        return true;
      case 10:
        graph.doc_string = reader.Text();
        return true;
      case 11:
        graph.inputs.push_back(ReadValueInfo(reader.Message("ValueInfoProto")));
        return true;
      case 12:
        graph.outputs.push_back(ReadValueInfo(reader.Message("ValueInfoProto")));
        return true;
      case 13:
        graph.values.push_back(ReadValueInfo(reader.Message("ValueInfoProto")));
        return true;
      default:
        return false;
    }
  });
  return graph;
}

OperatorSet ReadOperatorSet(WireReader reader) {
  OperatorSet set;
  ReadFields(reader, set.form, [&](std::uint32_t field) {
    switch (field) {
      case 1:
        set.domain = reader.Text();
        return true;
      case 2:
        set.version = reader.Int();
        return true;
      default:
        return false;
    }
  });
  return set;
}

Function ReadFunction(WireReader reader) {
  Function function;
  ReadFields(reader, function.form, [&](std::uint32_t field) {
    switch (field) {
      case 1:
        function.name = reader.Text();
        return true;
      case 4:
        function.inputs.push_back(reader.Text());
        return true;
      case 5:
        function.outputs.push_back(reader.Text());
        return true;
      case 6:
        function.attributes.push_back(reader.Text());
        return true;
      case 7:
        function.nodes.push_back(ReadNode(reader.Message("NodeProto"), 0));
        return true;
      case 8:
        function.doc_string = reader.Text();
        return true;
      case 9:
        function.operator_sets.push_back(ReadOperatorSet(reader.Message("OperatorSetIdProto")));
        return true;
      case 10:
        function.domain = reader.Text();
        return true;
      case 11:
        function.defaults.push_back(ReadAttribute(reader.Message("AttributeProto"), 0));
        return true;
      case 13:
        function.overload = reader.Text();
        return true;
      default:
        return false;
    }
  });
  return function;
}

}  // namespace

Model ParseModel(std::string_view bytes, const std::string& path) {
  Model model;
  WireReader reader(bytes, path, "ModelProto");
  ReadFields(reader, model.form, [&](std::uint32_t field) {
    switch (field) {
      case 1:
        model.ir_version = reader.Int();
        return true;
      case 2:
        model.producer_name = reader.Text();
        return true;
      case 3:
        model.producer_version = reader.Text();
        return true;
      case 4:
        model.domain = reader.Text();
        return true;
      case 5:
        model.model_version = reader.Int();
        return true;
      case 6:
        model.doc_string = reader.Text();
        return true;
      case 7:
        model.graph = ReadGraph(reader.Message("GraphProto"), 0);
        return true;
      case 8:
        model.operator_sets.push_back(ReadOperatorSet(reader.Message("OperatorSetIdProto")));
        return true;
      case 14:
        model.metadata.push_back(ReadEntry(reader.Message("StringStringEntryProto")));
        return true;
      case 25:
        model.functions.push_back(ReadFunction(reader.Message("FunctionProto")));
        return true;
      default:
        return false;
    }
  });
  if (!model.form.Had(7)) reader.Fail("is no ONNX model: it has no graph");
  return model;
}

}  // namespace TMVA::inline standalone::onnx
