// Matrices, texts and numbers of files.
#include "dataloader/rootio/type_name.h"
#include "dataloader/rootio/typed_object.h"

namespace TMVA::inline standalone {

using rootio::TypedObject;

StoredMatrix File::GetMatrix(std::string_view name) const {
  const TypedObject object(
      *this, name, "TMatrixT, TMatrixTSym or TVectorT", [](const std::string& class_name) {
        return class_name.starts_with("TMatrixT<") || class_name.starts_with("TMatrixTSym<") ||
               class_name.starts_with("TVectorT<");
      });
  StoredMatrix matrix;
  matrix.rows = object->Integer("fNrows");
  matrix.columns = object->class_name.starts_with("TVectorT<") ? 1 : object->Integer("fNcols");
  const auto elements = object->Reals("fElements");
  matrix.values.assign(elements.begin(), elements.end());
  std::int64_t size = 0;
  if (matrix.rows < 0 || matrix.columns < 0 ||
      __builtin_mul_overflow(matrix.rows, matrix.columns, &size) ||
      static_cast<std::uint64_t>(size) != matrix.values.size()) {
    object.Fail(std::to_string(matrix.values.size()) + " elements, but " +
                std::to_string(matrix.rows) + " x " + std::to_string(matrix.columns));
  }
  return matrix;
}

std::string File::GetString(std::string_view name) const {
  const TypedObject object(*this, name, "TObjString", [](const std::string& class_name) {
    return class_name == "TObjString" || rootio::IsStlString(rootio::ParseTypeName(class_name));
  });
  return object->Text(object->class_name == "TObjString" ? "fString" : "value");
}

double File::GetNumber(std::string_view name) const {
  const TypedObject object(*this, name, "TParameter", [](const std::string& class_name) {
    return class_name.starts_with("TParameter<");
  });
  if (object->Find("fVal") == nullptr) object.Fail("it has no value");
  return object->Real("fVal");
}

}  // namespace TMVA::inline standalone
