// What Python sees of the events that a method trains on.
#pragma once

#include <memory>
#include <vector>

#include <TMVA/DataSet.h>

#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {

class PythonStream;

/// A DataSet lent to Python for one training: after Close() its streams are gone and it refuses new
/// ones, whoever still holds it.
class PythonDataSet : public std::enable_shared_from_this<PythonDataSet> {
 public:
  explicit PythonDataSet(const DataSet& data) : data_(&data) {}
  const DataSet& Get() const;
  std::shared_ptr<PythonStream> Stream(const StreamOptions& options);
  void Close();

 private:
  const DataSet* data_;
  std::vector<std::weak_ptr<PythonStream>> streams_;
};

/// One pass over some events.
class PythonStream {
 public:
  PythonStream(std::shared_ptr<PythonDataSet> data, std::unique_ptr<EventStream> stream)
      : data_(std::move(data)), stream_(std::move(stream)) {}
  /// (variables, targets, weights, classes) as fresh arrays, or None at the end.
  py::object Next();
  void Close() { stream_.reset(); }

 private:
  std::shared_ptr<PythonDataSet> data_;
  std::unique_ptr<EventStream> stream_;
};

}  // namespace TMVA::inline standalone
