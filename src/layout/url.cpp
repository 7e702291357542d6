#include "layout/url.hpp"

#include <gmig/layout/config.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::layout {
namespace {

/// Stands for a variable's value while a URL is looked at; no URL holds this byte.
constexpr std::string_view variable_mark = "\x01";

bool is_variable_name(std::string_view name) {
    const auto fits = [](char letter) {
        return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
               (letter >= '0' && letter <= '9') || letter == '_';
    };
    return !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
           std::ranges::all_of(name, fits);
}

[[noreturn]] void refuse_variable() {
    throw Error(
        Error::Kind::Usage,
        "a URL holds a \"${\" that is no variable: write ${NAME}, of letters, digits and _");
}

/// The URL with every ${NAME} replaced by `value_of(NAME)`, in one pass.
template <class ValueOf>
std::string with_variables(std::string_view url, const ValueOf& value_of) {
    std::string text;
    for (;;) {
        const std::size_t start = url.find("${");
        text += url.substr(0, start);
        if (start == std::string_view::npos) {
            return text;
        }
        const std::size_t end = url.find('}', start);
        if (end == std::string_view::npos ||
            !is_variable_name(url.substr(start + 2, end - start - 2))) {
            refuse_variable();
        }
        text += value_of(std::string(url.substr(start + 2, end - start - 2)));
        url.remove_prefix(end + 1);
    }
}

std::optional<unsigned> hex_value(char digit) {
    constexpr std::string_view digits = "0123456789abcdef";
    const std::size_t value = digits.find(ascii_lower({&digit, 1}));
    return value == std::string_view::npos ? std::nullopt
                                           : std::optional(static_cast<unsigned>(value));
}

std::string percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto high = i + 2 < text.size() ? hex_value(text[i + 1]) : std::nullopt;
        const auto low = high ? hex_value(text[i + 2]) : std::nullopt;
        if (text[i] == '%' && low) {
            decoded += static_cast<char>(*high * 16 + *low);
            i += 2;
        } else {
            decoded += text[i];
        }
    }
    return decoded;
}

bool is_secret_parameter(std::string_view key) {
    constexpr std::array<std::string_view, 2> secrets{"password", "sslpassword"};
    return std::ranges::find(secrets, ascii_lower(percent_decoded(key))) != secrets.end();
}

bool is_open_secret(std::string_view value) {
    return !value.empty() && value != variable_mark;
}

constexpr std::string_view password_problem =
    "a URL with a password must not be committed: write ${NAME} in its place, or use PGPASSFILE";

std::optional<std::string> problem_of_parameters(std::string_view query) {
    for (const std::string_view parameter : split_on(query, '&')) {
        const std::size_t equals = parameter.find('=');
        if (equals == std::string_view::npos) {
            // Perhaps the rest of a password that holds a '?': so nothing of it is shown.
            return "a parameter of the URL has no value";
        }
        if (is_secret_parameter(parameter.substr(0, equals)) &&
            is_open_secret(parameter.substr(equals + 1))) {
            return std::string(password_problem);
        }
    }
    return std::nullopt;
}

/// `rest` is what stands behind "://".
std::optional<std::string> problem_of_server(std::string_view rest) {
    const std::size_t question = rest.find('?');
    const std::string_view place = rest.substr(0, question);
    const std::size_t at = place.rfind('@');
    const std::string_view user = at == std::string_view::npos ? "" : place.substr(0, at);
    const std::size_t colon = user.find(':');
    if (colon != std::string_view::npos && is_open_secret(user.substr(colon + 1))) {
        return std::string(password_problem);
    }
    if (question == std::string_view::npos || question + 1 == rest.size()) {
        return std::nullopt;
    }
    return problem_of_parameters(rest.substr(question + 1));
}

}  // namespace

std::optional<std::string> problem_of_url(std::string_view url) {
    std::string text;
    try {
        text = with_variables(url, [](const std::string&) { return variable_mark; });
    } catch (const Error& error) {
        return error.what();
    }
    if (text.empty()) {
        return "a URL is missing";
    }
    if (std::ranges::any_of(url, [](char byte) { return byte >= 0 && byte < ' '; })) {
        return "a URL holds a control character";
    }
    if (text.starts_with("sqlite:")) {
        return std::nullopt;
    }
    for (const std::string_view scheme : {"postgres://", "postgresql://", "\x01://", "\x01"}) {
        if (text.starts_with(scheme)) {
            return problem_of_server(std::string_view(text).substr(scheme.size()));
        }
    }
    return "a URL is sqlite:PATH, postgres://…, postgresql://… or begins with a ${NAME}";
}

std::string expand_url(
    std::string_view url,
    const std::function<std::optional<std::string>(const std::string&)>& lookup) {
    std::string expanded = with_variables(url, [&](const std::string& name) {
        auto value = lookup(name);
        if (!value) {
            throw Error(Error::Kind::Usage, "the environment variable " + name + " is not set")
                .next("export " + name + "=…");
        }
        return std::move(*value);
    });
    if (expanded.empty()) {
        throw Error(Error::Kind::Usage, "the URL is empty: its variables are set, but to nothing");
    }
    return expanded;
}

}  // namespace gmig::layout
