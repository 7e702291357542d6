// Types and routines.
#include "sql/lint/catalog.hpp"

namespace gmig::sql::lint {

bool Catalog::type_in_use(const ObjectName& name) const {
    const auto found = types_.find(name);
    return found == types_.end() || found->second.branch != branch_;
}

bool Catalog::is_constrained_domain(const ObjectName& name) const {
    const auto found = types_.find(name);
    return found != types_.end() && found->second.constrained;
}

bool Catalog::routine_in_use(const ObjectName& name) const {
    const auto found = routines_.find(name);
    return found == routines_.end() || found->second.branch != branch_;
}

std::optional<bool> Catalog::routine_is_volatile(const ObjectName& name) const {
    const auto found = routines_.find(name);
    return found == routines_.end() ? std::nullopt : std::optional(found->second.is_volatile);
}

}  // namespace gmig::sql::lint
