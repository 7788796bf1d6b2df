#include "validate/server/quantity.h"

#include "validate/quantity.h"

namespace drydock::validate::server {

Quantity quantity_of(const Field& field) {
  std::optional<Quantity> quantity = Quantity::parse(trim_spaces(field.text()));
  return quantity ? *quantity : Quantity();
}

}  // namespace drydock::validate::server
