#pragma once

#include <gmig/db/driver.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::db::server {

/// An identifier, and a literal, as a text of statements holds them. Names are always quoted: bare
/// words that begin with gmig_ are the ledger's to a driver.
std::string quoted_name(std::string_view name);
std::string quoted_text(std::string_view text);

/// The same server's database of that name.
Target sister(const Target& target, const std::string& database);

/// Whether the server was reached and would not let this role into the database: no CONNECT,
/// no line in pg_hba.conf.
bool is_shut(const Error& error, const std::string& database);

/// One of gmig's own temporary names, and the pattern of a part of them: `prefix`, the time (UTC),
/// twelve digits at random.
std::string random_digits();

/// A connection to a server that does not stand in the way of what is done to the databases named:
/// to "postgres", or "template1" where the role may not connect to that or where it is meant
/// itself. Everything goes as gmig's own queries, which no noted signal cancels.
class Server {
public:
    /// Throws what open() does. With `one_place` the database is the same one whatever this role
    /// may do.
    Server(const Target& near, OpenOptions options, const std::vector<std::string>& meant,
           bool one_place = false);

    [[nodiscard]] Driver& driver() { return *driver_; }
    [[nodiscard]] int major() const { return major_; }
    [[nodiscard]] const Target& near() const { return near_; }
    /// What a further connection to the same database is opened with.
    [[nodiscard]] const Target& own() const { return driver_->target(); }
    [[nodiscard]] const OpenOptions& options() const { return options_; }

    std::vector<Row> rows(const std::string& sql, std::vector<Value> values = {});
    /// The first cell of what a query yields; "" for none and for nothing.
    std::string text(const std::string& sql, std::vector<Value> values = {});
    bool holds(const std::string& sql, std::vector<Value> values = {}) {
        return text(sql, std::move(values)) == "t";
    }
    void execute(const std::string& sql) { driver_->query({sql, {}}); }

    bool exists(const std::string& database);
    /// Error{Usage} when it is not there.
    void require_there(const Target& target);
    /// Error{Usage} when it is there.
    void require_absent(const std::string& database);
    /// Error{Environment} when the role may not make databases; `what` is what needs that.
    void require_createdb(const std::string& what, const std::string& advice);
    [[nodiscard]] std::unique_ptr<Driver> connect(const std::string& database) const;

private:
    Target near_;
    OpenOptions options_;
    std::unique_ptr<Driver> driver_;
    int major_ = 0;
};

/// SQL that gives a database's locale provider, of its row in pg_database, as CREATE DATABASE has
/// it.
std::string locale_provider(int major);

/// CREATE DATABASE from template0 with the encoding and locale of `like`.
std::string create_statement(Server& server, const std::string& name, const std::string& like);

}  // namespace gmig::db::server
