#include <gmig/db/url.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

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

// A message must tell enough to mend the URL and nothing of it: any piece may be a secret that
// slipped to a wrong place.
[[noreturn]] void refuse(const std::string& why) {
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

std::string decoded(std::string_view text, const char* what) {
    std::optional<std::string> result = decoded_if_sound(text);
    if (!result) {
        refuse(std::string("its ") + what +
               " has a '%' that no two hexadecimal digits follow (a '%' itself is written %25), "
               "or a %00");
    }
    return *std::move(result);
}

bool has_control_characters(std::string_view text) {
    return std::ranges::any_of(text,
                               [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; });
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

struct Parameter {
    std::string name;
    std::string_view raw;
    std::string value;
};

/// A PostgreSQL URL's pieces as they are written, found to be sound.
struct PostgresUrl {
    std::string_view scheme;
    std::string_view user;
    std::string_view password;
    std::string_view hosts;
    std::string_view database;
    std::vector<Parameter> parameters;
};

void check_port(std::string_view port) {
    unsigned value = 0;
    const auto [end, code] = std::from_chars(port.data(), port.data() + port.size(), value);
    if (code != std::errc{} || end != port.data() + port.size() || value < 1 || value > 65535) {
        refuse("a port is not a number from 1 to 65535");
    }
}

void check_host(std::string_view host) {
    std::string_view port_part = host;
    if (host.starts_with('[')) {
        const std::size_t close = host.find(']');
        if (close == std::string_view::npos || close == 1) {
            refuse("the '[' of an IPv6 address is never closed, or holds nothing");
        }
        port_part = host.substr(close + 1);
        if (!port_part.empty() && !port_part.starts_with(':')) {
            refuse("something other than a port follows an IPv6 address");
        }
    }
    const auto [name, port] = cut(port_part, ':');
    decoded(name, "host");
    if (port) {
        check_port(*port);
    }
}

Parameter parameter_from(std::string_view text) {
    const auto [raw_name, raw_value] = cut(text, '=');
    if (!raw_value || raw_value->find('=') != std::string_view::npos) {
        refuse("its parameters are not all of the form name=value (a '=' in a value is %3D)");
    }
    Parameter result{decoded(raw_name, "parameters"), *raw_value,
                     decoded(*raw_value, "parameters")};
    if (!is_one_of(known_parameters, result.name)) {
        refuse("one of its parameters is none that PostgreSQL's libpq knows");
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
        refuse(
            "an '@' stands where none may: within a user name, password, database or value, "
            "write '@' as %40, '/' as %2F and '?' as %3F");
    }
}

PostgresUrl parse_postgres(std::string_view url) {
    PostgresUrl result;
    const std::size_t colon = url.find("://");
    result.scheme = url.substr(0, colon);
    const std::string_view rest = url.substr(colon + 3);
    if (has_control_characters(rest) || rest.find(' ') != std::string_view::npos) {
        refuse("it holds white space or a control character");
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
    decoded(result.user, "user name");
    decoded(result.password, "password");
    decoded(result.database, "database name");
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

/// The value of the last parameter of that name, else what the URL's own place says.
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

/// Every secret of a sound URL, as written and decoded.
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

Target postgres_target(std::string_view url) {
    const PostgresUrl parts = parse_postgres(url);
    Target result;
    result.dialect = Dialect::Postgresql;
    result.location = url;
    result.shown = shown_form(parts);
    const std::string user = parameter_or(parts, "user", parts.user);
    const std::string database = parameter_or(parts, "dbname", parts.database);
    result.database = database.empty() ? user : database;
    result.has_password = !secrets_of(parts).empty();
    return result;
}

Target sqlite_target(std::string_view path, const std::filesystem::path& base) {
    Target result;
    result.dialect = Dialect::Sqlite;
    result.shown = "sqlite:" + printable(path);
    if (path == ":memory:") {
        result.location = path;
        result.database = path;
        return result;
    }
    if (path.find_first_of("?#") != std::string_view::npos) {
        refuse("SQLite's has no parameters (in a file's name, '?' is written %3F and '#' %23)");
    }
    if (path.starts_with("//")) {
        path.remove_prefix(2);
        if (!path.starts_with('/')) {
            refuse(
                "what follows sqlite:// has to begin with a '/': write sqlite:dev.db for a path "
                "beside gmig.json, sqlite:///srv/dev.db for an absolute one");
        }
    }
    const std::filesystem::path file = decoded(path, "path");
    if (has_control_characters(file.native()) || file.filename().empty()) {
        refuse("SQLite's has to name a file, without control characters");
    }
    const std::filesystem::path normal = (base / file).lexically_normal();
    result.location = normal.string();
    result.database = normal.filename().string();
    return result;
}

/// Marks in `hidden` every piece of `text`, three characters or longer, that `secret` holds too.
void hide_common_pieces(std::string_view text, std::string_view secret, std::vector<bool>& hidden) {
    constexpr std::size_t shortest = 3;
    for (std::size_t i = 0; i + shortest <= text.size(); ++i) {
        if (secret.find(text.substr(i, shortest)) != std::string_view::npos) {
            std::fill_n(hidden.begin() + static_cast<std::ptrdiff_t>(i), shortest, true);
        }
    }
}

std::string without_hidden(std::string_view text, const std::vector<bool>& hidden) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!hidden[i]) {
            result += text[i];
        } else if (i == 0 || !hidden[i - 1]) {
            result += "***";
        }
    }
    return result;
}

std::string leniently_decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::optional<char> byte =
            text[i] == '%' ? hex_byte(text.substr(i + 1, 2)) : std::nullopt;
        result += byte.value_or(text[i]);
        i += byte ? 2U : 0U;
    }
    return result;
}

std::string without_pieces(std::string_view text, std::string_view url) {
    const std::size_t colon = url.find("://");
    const std::string_view rest = colon == std::string_view::npos ? url : url.substr(colon + 3);
    std::vector<bool> hidden(text.size(), false);
    hide_common_pieces(text, rest, hidden);
    hide_common_pieces(text, leniently_decoded(rest), hidden);
    return without_hidden(text, hidden);
}

void hide_whole(std::string_view text, std::string_view secret, std::vector<bool>& hidden) {
    for (std::size_t at = text.find(secret); at != std::string_view::npos;
         at = text.find(secret, at + 1)) {
        std::fill_n(hidden.begin() + static_cast<std::ptrdiff_t>(at), secret.size(), true);
    }
}

bool is_postgres(std::string_view url) {
    return url.starts_with("postgres://") || url.starts_with("postgresql://");
}

}  // namespace

Target parse_url(std::string_view url, const std::filesystem::path& base) {
    if (is_postgres(url)) {
        return postgres_target(url);
    }
    constexpr std::string_view sqlite = "sqlite:";
    if (url.starts_with(sqlite)) {
        return sqlite_target(url.substr(sqlite.size()), base);
    }
    refuse("it has to begin with sqlite: or postgresql:// (or postgres://)");
}

std::string redact(std::string text, std::string_view url) {
    if (url.starts_with("sqlite:") && url.find('@') == std::string_view::npos) {
        return text;
    }
    std::vector<std::string> secrets;
    try {
        if (!is_postgres(url)) {
            return without_pieces(text, url);
        }
        secrets = secrets_of(parse_postgres(url));
    } catch (const Error&) {
        return without_pieces(text, url);
    }
    std::vector<bool> hidden(text.size(), false);
    for (const std::string& secret : secrets) {
        hide_whole(text, secret, hidden);
    }
    return without_hidden(text, hidden);
}

}  // namespace gmig::db
