// RModel: bytes, session, and how events fill its inputs.
#include <TMVA/RModel.h>

#include <utility>

#include <TMVA/Error.h>

#include "tmva/graph/event_model.h"
#include "tmva/graph/store/model_path.h"
#include "tmva/graph/store/model_store.h"

namespace TMVA::inline standalone {
namespace {

std::vector<TensorInfo> Describe(const std::vector<onnx::ValueInfo>& values) {
  std::vector<TensorInfo> infos;
  for (const auto& value : values) {
    infos.push_back({value.name, onnx::TypeName(value.type), {}});
    for (const auto& dimension : value.shape) infos.back().shape.push_back(dimension.value);
  }
  return infos;
}

}  // namespace

struct RModel::Impl {
  Impl(std::string bytes, const std::string& path) : name(path), content(std::move(bytes)) {
    const auto model = onnx::ParseModel(content, path);
    metadata.insert(model.metadata.begin(), model.metadata.end());
    const auto session = std::make_shared<const onnx::Session>(model, path);
    inputs = Describe(session->Inputs());
    outputs = Describe(session->Outputs());
    events = std::make_unique<const onnx::EventModel>(session);
  }

  std::string name, content;
  std::map<std::string, std::string> metadata;
  std::vector<TensorInfo> inputs, outputs;
  std::unique_ptr<const onnx::EventModel> events;
};

RModel RModel::FromBytes(std::string content, const std::string& name) {
  return RModel(std::make_shared<const Impl>(std::move(content), name));
}
RModel RModel::Load(const std::string& path) { return FromBytes(onnx::ReadModelBytes(path), path); }
RModel RModel::Read(const File& file, std::string_view name) {
  return FromBytes(onnx::ReadStoredModel(file, name), file.Path() + ":" + std::string(name));
}

void RModel::Save(const std::string& path) const { onnx::WriteModelBytes(path, impl_->content); }
void RModel::WriteTo(OutputFile& file, std::string_view name) const {
  onnx::WriteStoredModel(file, name, impl_->content);
}

const std::string& RModel::Name() const { return impl_->name; }
const std::string& RModel::Content() const { return impl_->content; }
const std::vector<TensorInfo>& RModel::Inputs() const { return impl_->inputs; }
const std::vector<TensorInfo>& RModel::Outputs() const { return impl_->outputs; }
const std::map<std::string, std::string>& RModel::Metadata() const { return impl_->metadata; }

std::vector<float> RModel::Run(const std::vector<float>& event) const { return Run(event, 1); }

std::vector<float> RModel::Run(std::span<const float> values, std::size_t events) const {
  if (events == 0) return {};
  if (values.size() % events != 0)
    throw DataError(Name() + ": " + std::to_string(values.size()) +
                    " values are no whole number for each of " + std::to_string(events) +
                    " events");
  std::vector<double> out;
  impl_->events->Run(values.data(), events, values.size() / events, out);
  return {out.begin(), out.end()};
}

}  // namespace TMVA::inline standalone
