#include "db/postgres_url.hpp"

#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace gmig::db {
namespace {

// The connection parameters of libpq 15 and 16 ("Parameter Key Words" in its manual), and ssl,
// which it accepts for JDBC's sake. Sorted.
constexpr std::array known_parameters{
    "application_name",
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "dbname",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "options",
    "passfile",
    "password",
    "port",
    "replication",
    "require_auth",
    "requirepeer",
    "service",
    "ssl",
    "ssl_max_protocol_version",
    "sslcert",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslmode",
    "sslpassword",
    "sslrootcert",
    "sslsni",
    "target_session_attrs",
    "tcp_user_timeout",
    "ssl_min_protocol_version",
    "user",
};

// Those that may be shown: they say where a connection goes and never how it proves itself.
constexpr std::array shown_parameters{"dbname", "host", "hostaddr", "port", "sslmode", "user"};

constexpr std::array secret_parameters{"password", "sslpassword"};

template <std::size_t Size>
bool is_one_of(const std::array<const char*, Size>& names, std::string_view name) {
    return std::ranges::any_of(names, [&](std::string_view known) { return known == name; });
}

std::optional<std::string> decoded_if_sound(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i];
            continue;
        }
        const std::optional<char> byte = hex_byte(text.substr(i + 1, 2));
        if (!byte) {
            return std::nullopt;
        }
        result += *byte;
        i += 2;
    }
    return result;
}

/// As a piece of a URL (RFC 3986): all but unreserved characters as %XX.
std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string result;
    for (const char letter : text) {
        if (unreserved.find(letter) != std::string_view::npos) {
            result += letter;
            continue;
        }
        const auto byte = static_cast<unsigned char>(letter);
        result.append("%").append(1, digits[byte >> 4U]).append(1, digits[byte & 0xFU]);
    }
    return result;
}

/// A text and what follows the separator, if that occurs.
std::pair<std::string_view, std::optional<std::string_view>> cut(std::string_view text,
                                                                 char separator) {
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos) {
        return {text, std::nullopt};
    }
    return {text.substr(0, at), text.substr(at + 1)};
}

void check_port(std::string_view port) {
    unsigned value = 0;
    const auto [end, code] = std::from_chars(port.data(), port.data() + port.size(), value);
    if (code != std::errc{} || end != port.data() + port.size() || value < 1 || value > 65535) {
        refuse_url("a port is not a number from 1 to 65535");
    }
}

/// Digits of an IPv6 address, and what may follow: "fe80::1%eth0".
bool is_address(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdefABCDEF:.";
    return text.substr(0, text.find('%')).find_first_not_of(digits) == std::string_view::npos;
}

// With '@' and ':' written %40 and %3A, "user:password@host" passes for one piece of a URL: a host
// that is looked up, a name that a server notes down.
void check_host_name(std::string_view name) {
    constexpr std::size_t first = 1;  // a socket in the abstract namespace begins with '@'
    const bool socket_folder = name.starts_with('/');
    if (name.find('@', first) != std::string_view::npos ||
        (!socket_folder && name.find(':') != std::string_view::npos && !is_address(name))) {
        refuse_url(
            "a host's name holds an '@' or a ':', as user:password@host written with %40 does");
    }
}

void check_name(std::string_view name, const char* what) {
    const std::size_t colon = name.find(':');
    if (colon != std::string_view::npos && name.find('@', colon) != std::string_view::npos) {
        refuse_url(std::string("its ") + what +
                   " reads like user:password@host, whose '@' and ':' are written as they are");
    }
}

void check_host(std::string_view host) {
    std::string_view port_part = host;
    if (host.starts_with('[')) {
        const std::size_t close = host.find(']');
        if (close == std::string_view::npos || close == 1) {
            refuse_url("the '[' of an IPv6 address is never closed, or holds nothing");
        }
        if (!is_address(host.substr(1, close - 1))) {
            refuse_url("what stands in '[' and ']' is no IPv6 address");
        }
        port_part = host.substr(close + 1);
        if (!port_part.empty() && !port_part.starts_with(':')) {
            refuse_url("something other than a port follows an IPv6 address");
        }
    }
    const auto [name, port] = cut(port_part, ':');
    check_host_name(decoded(name, "host"));
    if (port) {
        check_port(*port);
    }
}

Parameter parameter_from(std::string_view text) {
    const auto [raw_name, raw_value] = cut(text, '=');
    if (!raw_value || raw_value->find('=') != std::string_view::npos) {
        refuse_url("its parameters are not all of the form name=value (a '=' in a value is %3D)");
    }
    Parameter result{decoded(raw_name, "parameters"), *raw_value,
                     decoded(*raw_value, "parameters")};
    if (!is_one_of(known_parameters, result.name)) {
        refuse_url("one of its parameters is none that PostgreSQL's libpq knows");
    }
    if (result.name == "host" || result.name == "hostaddr") {
        for (const std::string_view host : split_on(result.value, ',')) {
            check_host_name(host);
        }
    }
    if (is_one_of(shown_parameters, result.name)) {
        check_name(result.value, "parameters");
    }
    return result;
}

std::vector<Parameter> parameters_from(std::optional<std::string_view> query) {
    std::vector<Parameter> result;
    if (query && !query->empty()) {
        for (const std::string_view text : split_on(*query, '&')) {
            result.push_back(parameter_from(text));
        }
    }
    return result;
}

// libpq takes the first '@' before any '/' as the end of the password, so a raw '@', '/' or '?' in
// one makes a piece of it a host, a database or a parameter, which messages and servers then see.
void check_one_at_sign(std::string_view rest, std::string_view authority) {
    const auto all = std::ranges::count(rest, '@');
    if (all != std::ranges::count(authority, '@') || all > 1) {
        refuse_url(
            "an '@' stands where none may: within a user name, password, database or value, "
            "write '@' as %40, '/' as %2F and '?' as %3F");
    }
}

}  // namespace

void refuse_url(const std::string& why) {
    throw Error(Error::Kind::Usage, "the database URL cannot be used: " + why)
        .next("see docs/reference/urls.md");
}

std::optional<char> hex_byte(std::string_view digits) {
    unsigned value = 0;
    if (digits.size() != 2) {
        return std::nullopt;
    }
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + 2, value, 16);
    if (code != std::errc{} || end != digits.data() + 2 || value == 0) {
        return std::nullopt;
    }
    return static_cast<char>(value);
}

std::string decoded(std::string_view text, const char* what) {
    std::optional<std::string> result = decoded_if_sound(text);
    if (!result) {
        refuse_url(
            std::string("its ") + what +
            " has a '%' that no two hexadecimal digits follow (a '%' itself is written %25), "
            "or a %00");
    }
    return *std::move(result);
}

bool has_control_characters(std::string_view text) {
    return std::ranges::any_of(text,
                               [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; });
}

std::string with_database(std::string_view url, std::string_view database) {
    const std::string name = encoded(database);
    const auto [head, query] = cut(url, '?');
    const std::size_t authority = head.find("://") + 3;
    std::string result(head.substr(0, head.find('/', authority)));
    result.append("/").append(name);
    char separator = '?';
    for (const std::string_view text : split_on(query.value_or(""), '&')) {
        if (!text.empty() && decoded(cut(text, '=').first, "parameters") != "dbname") {
            result += separator;
            result += text;
            separator = '&';
        }
    }
    return result;
}

std::string without_secrets(std::string_view url) {
    const PostgresUrl parts = parse_postgres(url);
    std::string result = std::string(parts.scheme) + "://";
    result.append(parts.user).append(parts.user.empty() ? "" : "@").append(parts.hosts);
    result.append("/").append(parts.database);
    char separator = '?';
    for (const Parameter& parameter : parts.parameters) {
        if (!is_one_of(secret_parameters, parameter.name)) {
            result.append(1, separator).append(parameter.name).append("=").append(parameter.raw);
            separator = '&';
        }
    }
    return result;
}

PostgresUrl parse_postgres(std::string_view url) {
    PostgresUrl result;
    const std::size_t colon = url.find("://");
    result.scheme = url.substr(0, colon);
    const std::string_view rest = url.substr(colon + 3);
    if (has_control_characters(rest) || rest.find(' ') != std::string_view::npos) {
        refuse_url("it holds white space or a control character");
    }
    const auto [head, query] = cut(rest, '?');
    const auto [authority, path] = cut(head, '/');
    check_one_at_sign(rest, authority);
    const auto [left, right] = cut(authority, '@');
    if (right) {
        const auto [user, password] = cut(left, ':');
        result.user = user;
        result.password = password.value_or("");
    }
    result.hosts = right.value_or(left);
    result.database = path.value_or("");
    if (decoded(result.user, "user name").find(':') != std::string::npos) {
        refuse_url("its user name holds a ':', as user:password written with %3A does");
    }
    decoded(result.password, "password");
    check_name(decoded(result.database, "database name"), "database name");
    for (const std::string_view host : split_on(result.hosts, ',')) {
        check_host(host);
    }
    result.parameters = parameters_from(query);
    return result;
}

std::string shown_form(const PostgresUrl& url) {
    std::string result = std::string(url.scheme) + "://";
    if (!url.user.empty()) {
        result += std::string(url.user) + "@";
    }
    result += url.hosts;
    if (!url.database.empty()) {
        result += "/" + std::string(url.database);
    }
    char separator = '?';
    for (const Parameter& parameter : url.parameters) {
        if (is_one_of(shown_parameters, parameter.name)) {
            result += separator + parameter.name + "=" + std::string(parameter.raw);
            separator = '&';
        }
    }
    return printable(result);
}

std::string parameter_or(const PostgresUrl& url, std::string_view name,
                         std::string_view otherwise) {
    std::optional<std::string> last;
    for (const Parameter& parameter : url.parameters) {
        if (parameter.name == name) {
            last = parameter.value;
        }
    }
    if (last) {
        return *std::move(last);
    }
    return decoded_if_sound(otherwise).value_or("");
}

std::vector<std::string> secrets_of(const PostgresUrl& url) {
    std::vector<std::string> result{std::string(url.password),
                                    decoded_if_sound(url.password).value_or("")};
    for (const Parameter& parameter : url.parameters) {
        if (is_one_of(secret_parameters, parameter.name)) {
            result.emplace_back(parameter.raw);
            result.push_back(parameter.value);
        }
    }
    std::erase(result, "");
    return result;
}

}  // namespace gmig::db
