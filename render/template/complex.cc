#include "render/template/complex.h"

namespace drydock::render {
namespace {

class ComplexObject : public ValueObject {
 public:
  explicit ComplexObject(std::complex<double> number) : number_(number) {}

  std::string_view type_name() const override { return "complex128"; }
  std::string_view kind_name() const override { return "complex128"; }
  bool equals(const ValueObject& other) const override {
    return other.type_name() == type_name() &&
           static_cast<const ComplexObject&>(other).number_ == number_;
  }
  std::complex<double> number() const { return number_; }

 private:
  std::complex<double> number_;
};

}  // namespace

Value make_complex(Arena& arena, std::complex<double> number) {
  return Value::of_object(arena.make<ComplexObject>(number));
}

std::optional<std::complex<double>> complex_value(Value value) {
  if (!value.is_object() || value.as_object().type_name() != "complex128") return std::nullopt;
  return static_cast<const ComplexObject&>(value.as_object()).number();
}

}  // namespace drydock::render
