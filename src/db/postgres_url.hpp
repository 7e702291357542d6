#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::db {

/// Throws Error{Usage}. A message must tell enough to mend the URL and nothing of it: any piece may
/// be a secret that slipped to a wrong place.
[[noreturn]] void refuse_url(const std::string& why);

/// The byte that two hexadecimal digits mean; none for other digits, and for zero.
std::optional<char> hex_byte(std::string_view digits);
/// With %XX replaced. Throws by refuse_url(), which calls the piece `what`.
std::string decoded(std::string_view text, const char* what);
bool has_control_characters(std::string_view text);

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

/// Throws by refuse_url().
PostgresUrl parse_postgres(std::string_view url);

/// The same URL, but for that database.
std::string with_database(std::string_view url, std::string_view database);

/// The same URL for a program's arguments, which others can see: without passwords. Throws by
/// refuse_url().
std::string without_secrets(std::string_view url);

/// For people: without password and other parameters than those that say where a connection goes.
std::string shown_form(const PostgresUrl& url);
/// The value of the last parameter of that name, else what the URL's own place says.
std::string parameter_or(const PostgresUrl& url, std::string_view name, std::string_view otherwise);
/// Every secret of a sound URL, as written and decoded.
std::vector<std::string> secrets_of(const PostgresUrl& url);

}  // namespace gmig::db
