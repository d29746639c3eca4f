// BatchTransformation: a generator's rows as the data set that transformations are fitted on.
#include <TMVA/BatchTransformation.h>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <TMVA/Error.h>
#include <TMVA/Transformation.h>

namespace TMVA::inline standalone {
namespace {

using Poll = std::function<void()>;

class RowStream : public EventStream {
 public:
  RowStream(const BatchGenerator& generator, const DataSetInfo& info,
            const std::vector<double>& labels, int only_class, const Poll& poll)
      : info_(info),
        labels_(labels),
        only_class_(only_class),
        poll_(poll),
        rows_(generator.Iterate(0, 0, poll)) {}

  bool Next(EventBatch& batch) override {
    std::int64_t n = 0;
    while (n == 0) {
      rows_of_batch_ = rows_->Next(poll_);
      if (!rows_of_batch_) return false;
      n = Choose();
    }
    const auto size = static_cast<std::size_t>(n);
    batch.size = n;
    batch.variables =
        RTensor<const float>(rows_of_batch_.X().GetData(), {size, info_.variables.size()});
    batch.targets = {nullptr, {size, 0}};
    batch.spectators = {nullptr, {size, 0}};
    batch.weights = weights_;
    batch.classes = classes_;
    batch.hashes = hashes_;
    return true;
  }

 private:
  /// Moves the rows of the wanted class to the front.
  std::int64_t Choose() {
    const auto x = rows_of_batch_.X();
    const auto y = rows_of_batch_.Y();
    const auto w = rows_of_batch_.Weights();
    const auto width = info_.variables.size();
    weights_.clear();
    classes_.clear();
    hashes_.clear();
    for (std::size_t i = 0; i < static_cast<std::size_t>(rows_of_batch_.size()); ++i) {
      std::uint32_t cls = 0;
      if (labels_.size() > 1)
        cls = static_cast<std::uint32_t>(
            std::lower_bound(labels_.begin(), labels_.end(), static_cast<double>(y(i, 0))) -
            labels_.begin());
      if (only_class_ >= 0 && cls != static_cast<std::uint32_t>(only_class_)) continue;
      auto* row = &x(i, 0);
      for (std::size_t v = 0; v < width; ++v)
        if (!std::isfinite(row[v]))
          throw DataError(
              fmt::format("transform: column '{}' is {} in a row; select finite values with a cut",
                          info_.variables[v].expression, row[v]));
      std::copy_n(row, width, &x(weights_.size(), 0));
      weights_.push_back(w.GetSize() > 0 ? static_cast<double>(w(i, 0)) : 1.0);
      classes_.push_back(cls);
      hashes_.push_back(number_++);
    }
    return std::ssize(weights_);
  }

  const DataSetInfo& info_;
  const std::vector<double>& labels_;
  int only_class_;
  const Poll& poll_;
  std::unique_ptr<BatchIteration> rows_;
  Batch rows_of_batch_;
  std::vector<double> weights_;
  std::vector<std::uint32_t> classes_;
  std::vector<std::uint64_t> hashes_;
  std::uint64_t number_ = 0;
};

/// All rows of a generator as training events.
class RowDataSet : public DataSet {
 public:
  RowDataSet(const BatchGenerator& generator, const DataSetInfo& info, std::vector<double> labels,
             const Poll& poll)
      : generator_(generator),
        info_(info),
        labels_(std::move(labels)),
        poll_(poll),
        counts_(info.classes.size()),
        sums_(info.classes.size()) {
    StreamOptions all;
    ForEach(all, [&](const EventBatch& batch) {
      for (std::size_t i = 0; i < batch.classes.size(); ++i) {
        ++counts_[batch.classes[i]];
        sums_[batch.classes[i]] += batch.weights[i];
      }
    });
  }

  const DataSetInfo& Info() const override { return info_; }
  std::int64_t NumEvents(Types::ETreeType sample) const override {
    std::int64_t n = 0;
    for (std::size_t c = 0; c < counts_.size(); ++c) n += NumEvents(sample, c);
    return n;
  }
  std::int64_t NumEvents(Types::ETreeType sample, std::size_t cls) const override {
    return sample == Types::kTesting ? 0 : counts_[cls];
  }
  double SumOfWeights(Types::ETreeType sample, std::size_t cls) const override {
    return sample == Types::kTesting ? 0 : sums_[cls];
  }
  std::int64_t NumEvents(const StreamOptions& options) const override {
    return options.only_class < 0
               ? NumEvents(options.sample)
               : NumEvents(options.sample, static_cast<std::size_t>(options.only_class));
  }
  std::unique_ptr<EventStream> Stream(const StreamOptions& options) const override {
    return std::make_unique<RowStream>(generator_, info_, labels_, options.only_class, poll_);
  }

 private:
  const BatchGenerator& generator_;
  const DataSetInfo& info_;
  std::vector<double> labels_;
  const Poll& poll_;
  std::vector<std::int64_t> counts_;
  std::vector<double> sums_;
};

/// Order, shares and balance do not matter for a fit: rows as they come, each once.
BatchOptions ForFit(BatchOptions options) {
  if (options.dtype != DataType::kFloat32)
    throw OptionError(
        "transform: transformations act on float32; give dtype=\"float32\", or a function");
  options.batch_size = 4096;
  options.shuffle = ShuffleMode::kNone;
  options.balance = BalanceMode::kNone;
  options.drop_remainder = options.mask = options.cache = false;
  options.rank = 0;
  options.world_size = 1;
  if (options.label.empty() && options.targets.size() == 1) options.label = options.targets.front();
  options.targets = options.spectators = {};
  return options;
}

DataSetInfo MakeInfo(const std::vector<std::string>& columns,
                     const std::vector<std::string>& classes) {
  DataSetInfo info;
  for (const auto& column : columns) info.variables.push_back(VariableInfo::Make(column));
  for (const auto& name : classes) info.classes.push_back({name, {}, {}});
  info.analysis = classes.size() > 2 ? Types::kMulticlass : Types::kClassification;
  return info;
}

constexpr const char* kFormat = "1";

}  // namespace

struct BatchTransformation::Impl {
  std::string text;
  std::vector<std::string> columns, classes;
  TransformationChain chain;

  DataSetInfo Info() const { return MakeInfo(columns, classes); }
};

BatchTransformation::BatchTransformation(std::string_view text, std::vector<BatchTable> tables,
                                         BatchOptions options, std::vector<std::string> classes,
                                         const Poll& poll) {
  auto impl = std::make_shared<Impl>();
  impl->text = text;
  options.columns = BatchGenerator(tables, options).Features();
  auto fit = ForFit(std::move(options));
  const bool by_table =
      std::all_of(tables.begin(), tables.end(), [](const auto& t) { return t.label.has_value(); });
  const bool labelled = by_table || !fit.label.empty();
  const BatchGenerator generator(std::move(tables), std::move(fit));
  impl->columns = generator.Names({TensorRole::kFeatures});
  std::vector<double> labels;
  if (labelled)
    for (const auto& [label, rows] : generator.ClassRows(poll)) labels.push_back(label);
  for (std::size_t c = 0; c < std::max<std::size_t>(labels.size(), 1); ++c)
    impl->classes.push_back(c < classes.size() ? classes[c]
                            : labels.empty()   ? std::string("0")
                                               : fmt::format("{:g}", labels[c]));
  const auto info = impl->Info();
  impl->chain = TransformationChain::Parse(text, info);
  impl->chain.Fit(RowDataSet(generator, info, labels, poll));
  impl_ = std::move(impl);
}

BatchTransformation::BatchTransformation(std::shared_ptr<const Impl> impl)
    : impl_(std::move(impl)) {}
BatchTransformation::~BatchTransformation() = default;
BatchTransformation::BatchTransformation(BatchTransformation&&) noexcept = default;
BatchTransformation& BatchTransformation::operator=(BatchTransformation&&) noexcept = default;

void BatchTransformation::Check(std::string_view text, const std::vector<std::string>& columns,
                                const std::vector<std::string>& classes) {
  TransformationChain::Parse(text, MakeInfo(columns, classes));
}

const std::vector<std::string>& BatchTransformation::Columns() const { return impl_->columns; }

void BatchTransformation::Apply(std::span<float> x) const {
  const auto width = impl_->columns.size();
  if (x.size() % width != 0)
    throw DataError(fmt::format("transform: {} values are no rows of {} columns", x.size(), width));
  TransformRows rows;
  rows.size = static_cast<std::int64_t>(x.size() / width);
  rows.variables = x;
  impl_->chain.Apply(rows);
}

BatchFunction BatchTransformation::Function() const {
  return [impl = impl_](BatchTensor& x, std::int64_t rows) {
    BatchTransformation(impl).Apply(
        {reinterpret_cast<float*>(x.data), static_cast<std::size_t>(rows * x.width)});
  };
}

std::string BatchTransformation::Save() const {
  WeightNode root("MethodSetup");
  root.Set("Format", kFormat).Set("VarTransform", impl_->text);
  auto& columns = root.AddChild("Columns");
  for (const auto& column : impl_->columns) columns.AddChild("Column").Set("Name", column);
  auto& classes = root.AddChild("Classes");
  for (const auto& name : impl_->classes) classes.AddChild("Class").Set("Name", name);
  impl_->chain.Save(root.AddChild("Transformations"));
  return ToXml(root);
}

BatchTransformation BatchTransformation::Load(std::string_view state) {
  const auto root = ParseWeights(state, "transformation");
  if (root->GetString("Format") != kFormat) root->Fail("was saved by another version");
  auto impl = std::make_shared<Impl>();
  impl->text = root->GetString("VarTransform");
  for (const auto* column : root->Child("Columns").Children("Column"))
    impl->columns.push_back(column->GetString("Name"));
  for (const auto* cls : root->Child("Classes").Children("Class"))
    impl->classes.push_back(cls->GetString("Name"));
  impl->chain = TransformationChain::Load(root->Child("Transformations"), impl->text, impl->Info());
  return BatchTransformation(std::shared_ptr<const Impl>(std::move(impl)));
}

}  // namespace TMVA::inline standalone
