#include "db/postgres_url.hpp"
#include <gmig/db/url.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace gmig::db {
namespace {

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
        refuse_url("SQLite's has no parameters (in a file's name, '?' is written %3F and '#' %23)");
    }
    if (path.starts_with("//")) {
        path.remove_prefix(2);
        if (!path.starts_with('/')) {
            refuse_url(
                "what follows sqlite:// has to begin with a '/': write sqlite:dev.db for a path "
                "beside gmig.json, sqlite:///srv/dev.db for an absolute one");
        }
    }
    const std::filesystem::path file = decoded(path, "path");
    if (has_control_characters(file.native()) || file.filename().empty()) {
        refuse_url("SQLite's has to name a file, without control characters");
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

/// 127.x.y.z, and no name that begins like that.
bool is_loopback(std::string_view host) {
    return host.starts_with("127.") && std::ranges::all_of(host, [](char letter) {
               return letter == '.' || (letter >= '0' && letter <= '9');
           });
}

/// Of a list of hosts with or without ports. None: libpq takes the socket.
bool are_local(const std::string& hosts) {
    return std::ranges::all_of(split_on(hosts, ','), [](std::string_view host) {
        if (host.starts_with('[')) {
            host = host.substr(1, host.find(']') - 1);
        } else if (host.find(':') == host.rfind(':')) {
            host = host.substr(0, host.find(':'));
        }
        return host.empty() || host.starts_with('/') || host.starts_with('@') ||
               host == "localhost" || host == "::1" || is_loopback(host);
    });
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
    refuse_url("it has to begin with sqlite: or postgresql:// (or postgres://)");
}

bool on_this_machine(const Target& target,
                     const std::function<std::optional<std::string>(const char*)>& variable) {
    if (target.dialect == Dialect::Sqlite) {
        return true;
    }
    const PostgresUrl url = parse_postgres(target.location);
    const auto said = [&](const char* parameter, const char* name) {
        const std::string value = parameter_or(url, parameter, "");
        return value.empty() ? variable(name).value_or("") : value;
    };
    if (!said("service", "PGSERVICE").empty()) {
        return false;
    }
    const std::string in_url = parameter_or(url, "host", url.hosts);
    const std::string hosts = in_url.empty() ? variable("PGHOST").value_or("") : in_url;
    return are_local(hosts) && are_local(said("hostaddr", "PGHOSTADDR"));
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
