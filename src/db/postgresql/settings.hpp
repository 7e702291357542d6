#pragma once

#include <gmig/db/driver.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gmig::db::postgresql {

/// The statements that put a session into a known state, whatever ran in it before. Before BEGIN in
/// the same text they are part of its transaction, so that a rollback takes them back too.
///
/// There are two states. In the initial state a part runs: everything as the role and the database
/// configure it, search_path among it, but for gmig's time-outs. In gmig's own state its own
/// queries run: in addition nothing but pg_catalog is searched.
class Settings {
public:
    /// `quote` makes a literal of a text.
    Settings(const OpenOptions& options, int server_version,
             const std::function<std::string(const std::string&)>& quote);

    /// Has the server look each half second, while it works, whether this program still lives, so
    /// that a killed one's lock is let go of at once.
    void watch_client();

    /// Shows others `literal` as application_name from the next time on.
    void show_as(std::string literal);

    [[nodiscard]] const std::vector<std::string>& initial() const { return initial_; }
    [[nodiscard]] const std::vector<std::string>& own() const { return own_; }
    /// Drops what else may be left in a session (cursors, temporary tables, advisory locks, …), but
    /// for gmig's lock. These take a snapshot, so they stand behind a BEGIN that says how its
    /// transaction is isolated.
    [[nodiscard]] static std::vector<std::string> drop_leftovers();
    /// gmig's own state until the end of the transaction, leaving the session as it is.
    [[nodiscard]] const std::vector<std::string>& own_locally() const { return own_locally_; }

    /// Until the end of the transaction the server prints definitions in one way, whatever the role
    /// and the database configure (pg_dump sets the same). The queries of catalogs are written in
    /// an order that will do and run shortly: neither planner nor compiler need to take pains over
    /// them.
    [[nodiscard]] static const std::vector<std::string>& printing_locally();

private:
    void build();

    std::vector<std::pair<std::string, std::string>> values_;  ///< name, literal
    std::vector<std::string> initial_;
    std::vector<std::string> own_;
    std::vector<std::string> own_locally_;
};

}  // namespace gmig::db::postgresql
