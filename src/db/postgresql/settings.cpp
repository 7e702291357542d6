#include "db/postgresql/settings.hpp"

#include "db/postgresql/lock.hpp"

namespace gmig::db::postgresql {
namespace {

constexpr int postgresql_14 = 140000;
constexpr std::size_t application = 0;  ///< its place among the values

std::string set(const std::string& name, const std::string& value) {
    return "SET " + name + " = " + value;
}

}  // namespace

Settings::Settings(const OpenOptions& options, int server_version,
                   const std::function<std::string(const std::string&)>& quote) {
    values_ = {
        {"application_name", quote(options.application)},
        {"standard_conforming_strings", "on"},
        {"client_min_messages", "error"},
        {"lock_timeout", quote(options.lock_timeout.empty() ? "5s" : options.lock_timeout)},
        {"statement_timeout",
         quote(options.statement_timeout.empty() ? "0" : options.statement_timeout)},
        {"idle_in_transaction_session_timeout", "0"},
    };
    if (server_version >= postgresql_14) {
        values_.emplace_back("idle_session_timeout", "0");
    }
    if (!options.writing || options.in_maintenance) {
        values_.emplace_back("default_transaction_read_only", options.writing ? "off" : "on");
    }
    build();
}

void Settings::watch_client() {
    values_.emplace_back("client_connection_check_interval", "'500ms'");
    build();
}

void Settings::show_as(std::string literal) {
    values_[application].second = std::move(literal);
    build();
}

std::vector<std::string> Settings::drop_leftovers() {
    return {"CLOSE ALL",         "DEALLOCATE ALL", "UNLISTEN *",
            "DISCARD SEQUENCES", "DISCARD TEMP",   release_other_locks()};
}

const std::vector<std::string>& Settings::printing_locally() {
    static const std::vector<std::string> settings{
        "SET LOCAL search_path = ''",        "SET LOCAL quote_all_identifiers = off",
        "SET LOCAL DateStyle = ISO",         "SET LOCAL IntervalStyle = postgres",
        "SET LOCAL TimeZone = 'UTC'",        "SET LOCAL extra_float_digits = 3",
        "SET LOCAL bytea_output = hex",      "SET LOCAL jit = off",
        "SET LOCAL join_collapse_limit = 4",
    };
    return settings;
}

void Settings::build() {
    const std::string path = "search_path = pg_catalog, pg_temp";
    own_ = {"RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL"};
    own_locally_ = {"SET LOCAL SESSION AUTHORIZATION DEFAULT", "SET LOCAL role TO DEFAULT"};
    for (const auto& [name, value] : values_) {
        own_.push_back(set(name, value));
        own_locally_.push_back(set("LOCAL " + name, value));
    }
    initial_ = own_;
    own_.push_back("SET " + path);
    own_locally_.push_back("SET LOCAL " + path);
}

}  // namespace gmig::db::postgresql
