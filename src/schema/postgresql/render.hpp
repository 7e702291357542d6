#pragma once

#include <gmig/schema/rendering.hpp>

namespace gmig::schema {

/// render() for PostgreSQL.
std::vector<RenderedStep> render_postgresql(const Schema& before,
                                            std::span<const Modification> modifications);

}  // namespace gmig::schema
