#pragma once

#include <gmig/schema/rendering.hpp>

namespace gmig::schema {

/// render() for SQLite.
std::vector<RenderedStep> render_sqlite(const Schema& before,
                                        std::span<const Modification> modifications);

}  // namespace gmig::schema
