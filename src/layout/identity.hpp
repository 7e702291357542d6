#pragma once

#include <gmig/model/ids.hpp>

#include <string>
#include <vector>

namespace gmig::layout {

/// "id=… parent=…", as it stands behind the mark of a directive.
std::string header_words(const MigrationId& id, const std::vector<MigrationId>& parents);

}  // namespace gmig::layout
