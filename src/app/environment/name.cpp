#include "app/environment/name.hpp"

#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

constexpr std::size_t longest = 63;

bool is_allowed(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' ||
           byte == '-';
}

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= longest && std::ranges::all_of(name, is_allowed);
}

[[noreturn]] void refuse_name(std::string_view word) {
    throw Error(Error::Kind::Usage,
                "'" + printable(word) +
                    "' is no name of an environment: 1 to 63 of a to z, 0 to 9, _ and -")
        .state("nothing has changed")
        .next("gmig env list");
}

}  // namespace

EnvironmentName environment_name(std::string_view whole) {
    const std::size_t slash = whole.find('/');
    if (slash == std::string_view::npos) {
        return {.base = std::string(whole), .name = {}};
    }
    const std::string_view name = whole.substr(slash + 1);
    if (!is_name(name)) {
        refuse_name(whole);
    }
    return {.base = std::string(whole.substr(0, slash)), .name = std::string(name)};
}

EnvironmentName environment_beside(const std::string& base, const std::string& word) {
    EnvironmentName result{.base = base, .name = word};
    if (word.find('/') != std::string::npos) {
        result = environment_name(word);
        if (result.base != base) {
            throw Error(Error::Kind::Usage,
                        "'" + printable(word) + "' does not stand beside '" + printable(base) + "'")
                .state("nothing has changed")
                .next("the same command with -e " + printable(result.base));
        }
    } else if (!is_name(word)) {
        refuse_name(word);
    }
    return result;
}

std::string name_from_branch(const std::optional<std::string>& branch) {
    std::string name;
    for (const char byte : branch.value_or("")) {
        const bool upper = byte >= 'A' && byte <= 'Z';
        const char lower = upper ? static_cast<char>(byte - 'A' + 'a') : byte;
        if (is_allowed(lower)) {
            name += lower;
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
    }
    name.resize(std::min(name.size(), longest));
    while (!name.empty() && name.back() == '-') {
        name.pop_back();
    }
    if (name.empty()) {
        throw Error(Error::Kind::Usage, "there is no branch to take the name from")
            .state("nothing has changed")
            .next("gmig env fork NAME");
    }
    return name;
}

std::string compact_stamp(Timestamp time) {
    std::string stamp = to_stamp(time);
    std::erase_if(stamp, [dashes = 0](char byte) mutable { return byte == '-' && ++dashes < 3; });
    return stamp;
}

}  // namespace gmig::app
