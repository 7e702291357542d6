#include <gmig/model/override.hpp>

#include <algorithm>

namespace gmig {
namespace {

template <class Fits>
const Override* first_that(std::span<const Override> overrides, const Fits& fits) {
    const auto found = std::ranges::find_if(overrides, fits);
    return found == overrides.end() ? nullptr : &*found;
}

}  // namespace

const Override* order_override(std::span<const Override> overrides, const MigrationId& id) {
    return first_that(overrides, [&](const Override& one) {
        return one.kind == Override::Kind::Order && one.id == id;
    });
}

const Override* edit_override(std::span<const Override> overrides, const MigrationId& id,
                              const Checksum& from, const Checksum& to) {
    return first_that(overrides, [&](const Override& one) {
        return one.kind == Override::Kind::Edit && one.id == id && one.from == from && one.to == to;
    });
}

}  // namespace gmig
