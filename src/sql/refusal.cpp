#include "sql/refusal.hpp"

#include <gmig/support/error.hpp>

#include <utility>

namespace gmig::sql {

void refuse(const Script& script, std::size_t offset, const std::string& message,
            std::string remedy) {
    throw Error(Error::Kind::Migration, message).at(script.where(offset)).next(std::move(remedy));
}

}  // namespace gmig::sql
