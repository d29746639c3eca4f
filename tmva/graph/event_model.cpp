// Events into arrays, arrays into rows.
#include "tmva/graph/event_model.h"

#include <algorithm>
#include <functional>
#include <utility>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::onnx {
namespace {

constexpr std::size_t kEventsAtOnce = 1024;  // values between nodes stay in the caches

template <class T>
void Gather(Array& array, const float* values, std::size_t events, std::size_t width,
            std::size_t size) {
  const auto out = array.Get<T>();
  for (std::size_t e = 0; e < events; ++e)
    for (std::size_t i = 0; i < size; ++i)
      out[e * size + i] = static_cast<T>(values[e * width + i]);
}

}  // namespace

EventModel::EventModel(std::shared_ptr<const Session> session, const std::string& output)
    : session_(std::move(session)), output_(ChooseOutput(output)) {
  for (const auto& input : session_->Inputs()) AddInput(input);
  if (inputs_.empty()) Fail("has no inputs");
  const bool open =
      std::ranges::any_of(inputs_, [](const Input& input) { return input.values == 0; });
  if (open && inputs_.size() > 1)
    Fail("has several inputs, one of them of any size: events cannot be dealt out to them");
}

void EventModel::Fail(const std::string& what) const {
  throw ModelError(session_->Path() + ": " + what);
}

void EventModel::AddInput(const ValueInfo& info) {
  const auto where = "input '" + info.name + "' ";
  if (info.type != DataType::kFloat && info.type != DataType::kDouble &&
      info.type != DataType::kInt64 && info.type != DataType::kInt32)
    Fail(where + "is of type " + TypeName(info.type) + ", which an event's values do not become");
  Input input{info.type, {}, 1};
  if (!info.has_shape || (info.shape.size() == 2 && info.shape[1].value < 0)) {
    input.values = 0;
    input.shape = {0, 0};
  } else {
    if (info.shape.empty()) Fail(where + "has no dimension for events");
    for (const auto& dimension : info.shape) input.shape.push_back(dimension.value);
    for (std::size_t d = 1; d < input.shape.size(); ++d) {
      if (input.shape[d] <= 0)
        Fail(where + "has a dimension of unknown size besides that of the events");
      input.values *= static_cast<std::size_t>(input.shape[d]);
    }
  }
  const auto batch = info.has_shape && info.shape[0].value >= 0 ? info.shape[0].value : 0;
  if (batch > 0) {
    if (batch_ > 0 && batch_ != static_cast<std::size_t>(batch))
      Fail(where + "takes another number of events than the first");
    batch_ = static_cast<std::size_t>(batch);
  }
  num_values_ += input.values;
  inputs_.push_back(std::move(input));
}

std::size_t EventModel::ChooseOutput(const std::string& name) const {
  const auto& outputs = session_->Outputs();
  std::vector<std::string> names;
  for (const auto& output : outputs) names.push_back(output.name);
  const auto find = [&](const auto& fits) {
    return static_cast<std::size_t>(std::ranges::find_if(outputs, fits) - outputs.begin());
  };
  // Of a sequence of maps (class to probability) the session makes an array.
  const auto answers = [](const ValueInfo& o) {
    return o.type == DataType::kFloat || o.type == DataType::kDouble ||
           o.type == DataType::kUndefined;
  };
  if (!name.empty()) {
    const auto found = find([&](const ValueInfo& o) { return o.name == name; });
    if (found == outputs.size()) Fail("has no output '" + name + "'" + DidYouMean(name, names));
    return found;
  }
  for (const auto& fits : std::vector<std::function<bool(const ValueInfo&)>>{
           [](const ValueInfo& o) { return o.name == "response"; },
           [&](const ValueInfo& o) {
             return answers(o) && o.name.find("prob") != std::string::npos;
           },
           [&](const ValueInfo& o) { return answers(o) && o.type != DataType::kUndefined; },
           answers})
    if (const auto found = find(fits); found < outputs.size()) return found;
  std::string list;
  for (const auto& output : outputs)
    list += (list.empty() ? "'" : ", '") + output.name + "' (" + TypeName(output.type) + ")";
  Fail("has no output of floats; its outputs are " + list);
}

void EventModel::Fill(Scratch& scratch, const float* values, std::size_t events,
                      std::size_t width) const {
  auto& inputs = scratch.inputs;
  std::size_t at = 0;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const auto& input = inputs_[i];
    const auto size = input.values > 0 ? input.values : width;
    Shape& shape = scratch.shapes[i];
    shape = input.shape;
    shape[0] = static_cast<std::int64_t>(events);
    if (input.values == 0) shape[1] = static_cast<std::int64_t>(width);
    if (input.type == DataType::kFloat && size == width) {
      inputs[i].Borrow(input.type, shape, values);
    } else {
      inputs[i].Reset(input.type, shape);
      if (input.type == DataType::kFloat)
        Gather<float>(inputs[i], values + at, events, width, size);
      if (input.type == DataType::kDouble)
        Gather<double>(inputs[i], values + at, events, width, size);
      if (input.type == DataType::kInt64)
        Gather<std::int64_t>(inputs[i], values + at, events, width, size);
      if (input.type == DataType::kInt32)
        Gather<std::int32_t>(inputs[i], values + at, events, width, size);
    }
    at += size;
  }
}

std::size_t EventModel::Run(const float* values, std::size_t events, std::size_t width,
                            std::vector<double>& out) const {
  if (num_values_ > 0 && width != num_values_)
    throw DataError(session_->Path() + ": events have " + std::to_string(width) +
                    " values, the model takes " + std::to_string(num_values_));
  std::unique_ptr<Scratch> scratch;
  {
    const std::lock_guard lock(mutex_);
    if (!unused_.empty()) {
      scratch = std::move(unused_.back());
      unused_.pop_back();
    }
  }
  if (!scratch) {
    scratch = std::make_unique<Scratch>();
    scratch->inputs.resize(inputs_.size());
    scratch->shapes.resize(inputs_.size());
  }
  const auto columns = Run(*scratch, values, events, width, out);
  const std::lock_guard lock(mutex_);
  unused_.push_back(std::move(scratch));
  return columns;
}

std::size_t EventModel::Run(Scratch& scratch, const float* values, std::size_t events,
                            std::size_t width, std::vector<double>& out) const {
  auto& [inputs, outputs, shapes, padded] = scratch;
  std::size_t columns = 0;
  out.clear();
  for (std::size_t e = 0; e < events;) {
    const auto count = batch_ > 0 ? batch_ : std::min(events - e, kEventsAtOnce);
    const auto kept = std::min(count, events - e);
    const float* rows = values + e * width;
    if (kept < count) {
      padded.assign(rows, rows + kept * width);
      padded.resize(count * width);
      rows = padded.data();
    }
    Fill(scratch, rows, count, width);
    session_->Run(inputs, outputs);
    const auto& answer = outputs[output_];
    const auto fail = [&](const std::string& what) {
      Fail("output '" + OutputName() + "' of " + std::to_string(count) + " events " + what);
    };
    if (answer.Type() != DataType::kFloat && answer.Type() != DataType::kDouble)
      fail("is of type " + TypeName(answer.Type()) + ", expected floats");
    const bool by_event =
        answer.Rank() == 0 || answer.GetShape()[0] == static_cast<std::int64_t>(count);
    if (answer.Size() % count != 0 || (count > 1 && !by_event))
      fail("has shape " + ShapeText(answer.GetShape()));
    if (columns == 0) columns = answer.Size() / count, out.reserve(columns * events);
    if (answer.Size() != columns * count) fail("has shape " + ShapeText(answer.GetShape()));
    if (answer.Type() == DataType::kFloat) {
      const auto numbers = answer.Get<float>().first(kept * columns);
      out.insert(out.end(), numbers.begin(), numbers.end());
    } else {
      const auto numbers = answer.Get<double>().first(kept * columns);
      out.insert(out.end(), numbers.begin(), numbers.end());
    }
    e += kept;
  }
  return columns;
}

}  // namespace TMVA::inline standalone::onnx
