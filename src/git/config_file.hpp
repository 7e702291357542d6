#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gmig::git {

/// The last value of a key in a configuration file's text (git-config(1), "Syntax"), without
/// includes, as git itself reads the few keys that it must know before it has a repository.
/// `section` and `key` in lower case; sections with a subsection are passed over. A key without
/// "=" has the value "true". Nothing when it is not there, or only after a syntax error.
std::optional<std::string> config_value(std::string_view text, std::string_view section,
                                        std::string_view key);

/// git's truth: "true", "yes", "on" and numbers but 0, in any case.
bool is_true(std::string_view value);

}  // namespace gmig::git
