#include <gmig/model/migration.hpp>
#include <gmig/support/text.hpp>

namespace gmig {

Where Script::where(std::size_t offset) const {
    return locate(text, offset, path, first_line);
}

}  // namespace gmig
