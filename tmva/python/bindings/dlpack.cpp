// DLPack: structures and constants as its standard (version 0.8) defines them.
#include "tmva/python/bindings/dlpack.h"

namespace TMVA::inline standalone {
namespace {

struct DLDevice {
  std::int32_t device_type;
  std::int32_t device_id;
};
struct DLDataType {
  std::uint8_t code;
  std::uint8_t bits;
  std::uint16_t lanes;
};
struct DLTensor {
  void* data;
  DLDevice device;
  std::int32_t ndim;
  DLDataType dtype;
  std::int64_t* shape;
  std::int64_t* strides;
  std::uint64_t byte_offset;
};
struct DLManagedTensor {
  DLTensor dl_tensor;
  void* manager_ctx;
  void (*deleter)(DLManagedTensor* self);
};

constexpr std::int32_t kCpu = 1;

DLDataType TypeOf(DataType type) {
  constexpr std::uint8_t kInt = 0, kUInt = 1, kFloat = 2, kBool = 6;
  std::uint8_t code = kInt;
  switch (type) {
    case DataType::kBool:
      code = kBool;
      break;
    case DataType::kUInt8:
    case DataType::kUInt16:
    case DataType::kUInt32:
    case DataType::kUInt64:
      code = kUInt;
      break;
    case DataType::kFloat32:
    case DataType::kFloat64:
      code = kFloat;
      break;
    default:
      break;
  }
  return {code, static_cast<std::uint8_t>(8 * SizeOf(type)), 1};
}

/// What lives as long as somebody looks at the tensor.
struct Exported {
  DLManagedTensor managed{};
  std::shared_ptr<BatchMemory> memory;
  std::int64_t shape[2]{};
  std::int64_t strides[2]{};
};

void FreeUnused(PyObject* capsule) {
  if (PyCapsule_IsValid(capsule, "dltensor") == 0) return;  // somebody has taken it
  auto* managed = static_cast<DLManagedTensor*>(PyCapsule_GetPointer(capsule, "dltensor"));
  managed->deleter(managed);
}

}  // namespace

py::capsule ToDlpack(const std::shared_ptr<BatchMemory>& memory, const BatchTensor& tensor) {
  auto exported = std::make_unique<Exported>();
  exported->memory = memory;
  exported->shape[0] = memory->rows;
  exported->shape[1] = tensor.width;
  exported->strides[0] = tensor.width;
  exported->strides[1] = 1;
  auto& managed = exported->managed;
  managed.dl_tensor = {.data = tensor.data,
                       .device = {kCpu, 0},
                       .ndim = 2,
                       .dtype = TypeOf(tensor.type),
                       .shape = exported->shape,
                       .strides = exported->strides,
                       .byte_offset = 0};
  managed.manager_ctx = exported.get();
  managed.deleter = [](DLManagedTensor* self) { delete static_cast<Exported*>(self->manager_ctx); };
  auto* capsule = PyCapsule_New(&managed, "dltensor", &FreeUnused);
  if (capsule == nullptr) throw py::error_already_set();
  exported.release();
  return py::reinterpret_steal<py::capsule>(capsule);
}

}  // namespace TMVA::inline standalone
