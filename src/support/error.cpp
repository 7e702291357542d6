#include <gmig/support/error.hpp>

namespace gmig {

std::string to_string(const Where& where) {
    std::string text = where.file;
    for (const std::uint32_t number : {where.line, where.column}) {
        if (number == 0) {
            break;
        }
        if (!text.empty()) {
            text += ':';
        }
        text += std::to_string(number);
    }
    return text;
}

int Error::exit_code() const noexcept {
    return static_cast<int>(kind_) + (kind_ == Kind::Signal ? signal_ : 0);
}

}  // namespace gmig
